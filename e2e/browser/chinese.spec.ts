/** A page in Chinese has no sentence in English, whoever made it: the page, the hub, or the agent of a node. */
import { expect, test } from './demo.ts'

test.use({ scenario: 'reference' })

/** Places of the views with what a hub or an agent says in words: an agent that is dead, a token that is wrong, settings of a node. */
const places = [
  '/',
  '/?select=node:znode4',
  '/matrix',
  '/services/default/web',
  '/nodes',
  '/nodes/znode4',
  '/nodes/znode3',
  '/nodes/zmaster0?tab=network',
  '/nodes/zmaster0?tab=settings',
  '/nodes/zmaster0?tab=ipsets',
  '/flows',
  '/access',
  '/walk',
  '/compare',
  '/snapshots',
]

test('nothing is said in English', async ({ page, demo }) => {
  await demo.steer('/agent?node=znode4&state=dead')
  await demo.steer('/token?node=znode3')
  await page.goto(`${demo.url}/nodes?lang=zh`)
  await expect(page.getByText('agent 4/6')).toBeVisible({ timeout: 30_000 })
  const english: string[] = []
  for (const place of places) {
    await page.goto(`${demo.url}${place}${place.includes('?') ? '&' : '?'}lang=zh`)
    await expect(page.getByText('agent 4/6')).toBeVisible()
    english.push(...(await page.evaluate(sentences)).map((text) => `${place}: ${text}`))
  }
  expect(english).toEqual([])
})

test('a refusal of the hub neither', async ({ page, demo }) => {
  await page.goto(`${demo.url}/walk?node=znode4&port=default/web:80/TCP&lang=zh`)
  await page.getByRole('button', { name: '运行' }).click()
  await expect(page.getByText(/处的 agent 没有应答/).first()).toBeVisible({ timeout: 30_000 })
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
