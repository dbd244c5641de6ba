/** One page measured, at rest and in use; ours or a peer's. */
import { chromium, type Page } from '@playwright/test'
import { pan, rest, select, view, zoom } from './hands.ts'
import { type Measured, startMeter } from './measure.ts'

export interface PageResult {
  readonly name: string
  /** From the call of the address until the picture stands; NaN of a peer. */
  readonly readyMs: number
  readonly measured: readonly Measured[]
}

/** Debian's Chromium without a graphics card: every pixel is drawn by the processor. */
const launch = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ...['--disable-component-update', '--disable-sync'],
  ],
}
/** Pictures fly in and settle. */
const settleSeconds = 5

async function withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch(launch)
  try {
    return await work(await browser.newPage({ viewport: view }))
  } finally {
    await browser.close()
  }
}

export const runOurs = (name: string, url: string, seconds: number): Promise<PageResult> =>
  withPage(async (page) => {
    const meter = await startMeter(page)
    const startedAt = performance.now()
    await page.goto(url)
    await page.locator('canvas').first().waitFor()
    const services = await servicesOf(url)
    const readyMs = performance.now() - startedAt
    await rest(performance.now() + settleSeconds * 1_000)
    const measured = [
      await meter.measure('at rest', seconds, rest),
      await meter.measure('panning', seconds, (until) => pan(page, until)),
      await meter.measure('zooming', seconds, (until) => zoom(page, until)),
      await meter.measure('selecting Services', seconds, (until) => select(page, services, until)),
      await meter.measure('at rest with one selected', seconds, rest),
    ]
    return { name, readyMs, measured }
  })

/** The matrix of the same cluster: until its picture stands, then as news come. */
export const runMatrix = (name: string, url: string, seconds: number): Promise<PageResult> =>
  withPage(async (page) => {
    const meter = await startMeter(page)
    const startedAt = performance.now()
    await page.goto(new URL('matrix', url).href)
    await page.locator('canvas').first().waitFor()
    const readyMs = performance.now() - startedAt
    const measured = [
      await meter.measure('at first', settleSeconds, rest),
      await meter.measure('at rest', seconds, rest),
      await meter.measure('panning', seconds, (until) => pan(page, until)),
      await meter.measure('zooming', seconds, (until) => zoom(page, until)),
    ]
    return { name: `${name}, matrix`, readyMs, measured }
  })

export const runPeer = (name: string, html: string, seconds: number): Promise<PageResult> =>
  withPage(async (page) => {
    const meter = await startMeter(page)
    await page.goto(`data:text/html,${encodeURIComponent(html)}`)
    const measured = [
      await meter.measure('at rest', seconds, rest),
      await meter.measure('panning', seconds, (until) => pan(page, until)),
      await meter.measure('zooming', seconds, (until) => zoom(page, until)),
    ]
    return { name, readyMs: Number.NaN, measured }
  })

/** Names of some Services, `NAMESPACE/NAME`, from all over the list. */
async function servicesOf(url: string): Promise<string[]> {
  const response = await fetch(new URL('/api/v1/services', url))
  const { services } = (await response.json()) as { services: { namespace: string; name: string }[] }
  const every = Math.max(1, Math.floor(services.length / 5))
  return services.filter((_, index) => index % every === 0).map(({ namespace, name }) => `${namespace}/${name}`)
}
