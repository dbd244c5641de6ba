/** A page in Chinese has no sentence in English, whoever made it: the page, the hub, or the agent of a node. */
import { expect, test } from './demo.ts'

test.use({ scenario: 'odd' })

/** Places of the views, and what is there once they stand: agents and nodes with every kind of trouble. */
const places: readonly (readonly [string, string | RegExp])[] = [
  ['/?as=table', 'znode4'],
  ['/?select=node:znode3', /不接受本 hub 的令牌/],
  ['/matrix', /个节点不可知/],
  ['/services', /个 Service/],
  ['/nodes', 'znode4'],
  ['/nodes/znode1', /自称是节点“znode1”，配置中却是节点“znode4”/],
  ['/nodes/znode2', /未加载 ip_vs 模块/],
  ['/nodes/znode3', /不接受本 hub 的令牌（401）/],
  ['/nodes/znode6', /NET_ADMIN/],
  ['/nodes/zmaster0?show=settings', 'net.ipv4.vs.conntrack'],
  ['/nodes/znode6?show=network', /此处未安装 ip。/],
  ['/nodes/znode6?show=ipsets', /此处未安装 ipset。/],
  ['/flows', /其 agent 没有应答/],
  ['/access', '还没有询问过'],
  ['/walk', '数据包追踪'],
  ['/compare', '复制链接'],
  ['/snapshots', /目前没有您分享的快照/],
]

test('nothing is said in English', async ({ page, demo }) => {
  const english: string[] = []
  for (const [place, there] of places) {
    await page.goto(`${demo.url}${place}${place.includes('?') ? '&' : '?'}lang=zh`)
    await expect.soft(page.getByRole('main').getByText(there).first(), place).toBeVisible()
    english.push(...(await page.evaluate(sentences)).map((text) => `${place}: ${text}`))
  }
  expect(english).toEqual([])
})

test('a refusal of the hub neither', async ({ page, demo }) => {
  await page.goto(`${demo.url}/walk?node=znode3&port=default/web:80/TCP&lang=zh`)
  await page.getByRole('button', { name: '运行' }).click()
  await expect(page.getByText(/不接受本 hub 的令牌/).first()).toBeVisible({ timeout: 30_000 })
  expect(await page.evaluate(sentences)).toEqual([])
})

/** Texts and names with four English words in a row, three where there is no Chinese; tables of kernels are written as programs print them. */
function sentences(): string[] {
  const found: string[] = []
  const look = (text: string | null) => {
    const words = /[\u4e00-\u9fff]/.test(text ?? '') ? /\b[a-z]+ [a-z]+ [a-z]+ [a-z]+\b/ : /[A-Za-z]+ [a-z]+ [a-z]+/
    if (text !== null && words.test(text)) found.push(text)
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode())
    if (!texts.currentNode.parentElement?.closest('script, style')) look(texts.currentNode.textContent)
  for (const named of document.querySelectorAll('[title], [aria-label]')) {
    look(named.getAttribute('title'))
    look(named.getAttribute('aria-label'))
  }
  return found
}
