/** Odd names, odd rows, odd agents: each is said in words and none is taken for markup. */
import { expect, test } from './demo.ts'

test.use({ scenario: 'odd' })

test('no name is taken for markup', async ({ page, demo }) => {
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs++
    return dialog.dismiss()
  })
  for (const path of ['/', '/services', '/nodes', '/?as=table']) {
    await page.goto(demo.url + path)
    await expect(page.getByText('demo cluster')).toBeVisible()
    await page.waitForTimeout(1500)
    expect(await page.evaluate(() => document.querySelectorAll('main img, main script, main iframe').length)).toBe(0)
  }
  expect(dialogs).toBe(0)
})

const troubles = [
  ['/nodes/znode0', /\d+ rows of the last reading were not understood/],
  ['/nodes/znode1', /prism/],
  ['/nodes/znode1', /says it is node “znode1”, but is configured as node “znode4”/],
  ['/nodes/znode2', /the ip_vs module is not loaded/],
  ['/nodes/znode3', /does not accept this hub's token \(401\)/],
  ['/nodes/znode4', /says it is node “znode1”, but is configured as node “znode4”/],
  ['/nodes/znode6', /also says it is node “znode6”; refused/],
  ['/nodes/znode6', /Totals per real server are not known here: .*NET_ADMIN/],
  ['/nodes/zmaster0?show=settings', /2 settings are not as kube-proxy sets them/],
  ['/nodes/znode2?show=network', /There is no device kube-ipvs0 here/],
  ['/nodes/znode6?show=network', /Unsupported here: ip is not installed here/],
  ['/nodes/znode6?show=ipsets', /Unsupported here: ipset is not installed here/],
  ['/nodes/nosuch', /no node nosuch/i],
  ['/services/default/nosuch', /There is no Service default\/nosuch/],
] as const

for (const [path, sentence] of troubles) {
  test(`${path} says ${sentence.source}`, async ({ page, demo }) => {
    await page.goto(demo.url + path)
    await expect(page.getByText(sentence).first()).toBeVisible()
  })
}
