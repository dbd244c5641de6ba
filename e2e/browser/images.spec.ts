/** The images of `deploy/` hold all that they start. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from './demo.ts'
import { layOut, start } from './image.ts'

const inFolder = async (use: (folder: string) => Promise<void>) => {
  // Not below the repository: its packages would be found there.
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-image-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the agent’s answers', () =>
  inFolder(async (folder) => {
    const port = await freePort()
    const agent = start(layOut('agent', folder), { FAIRLEAD_AGENT_PORT: String(port), FAIRLEAD_NODE_NAME: 'znode1' })
    try {
      await expect.poll(() => statusOf(`http://127.0.0.1:${port}/healthz`), { timeout: 20_000 }).toBe(200)
    } finally {
      agent.kill()
    }
  }))

test('the hub’s serves its pages and asks for a token', ({ page }) =>
  inFolder(async (folder) => {
    const port = await freePort()
    const hub = start(layOut('hub', folder), {
      PORT: String(port),
      FAIRLEAD_DATA_DIR: join(folder, 'data'),
      FAIRLEAD_KUBE_SERVER: 'http://127.0.0.1:9',
      FAIRLEAD_TOKEN: 'a-token-of-more-than-thirty-two-characters',
    })
    try {
      await expect.poll(() => statusOf(`http://127.0.0.1:${port}/healthz`), { timeout: 20_000 }).toBe(200)
      await page.goto(`http://127.0.0.1:${port}/`)
      await expect(page.getByLabel('Token')).toBeVisible()
    } finally {
      hub.kill()
    }
  }))

const statusOf = (url: string): Promise<number> =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  )
