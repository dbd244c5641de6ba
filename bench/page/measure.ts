/** Frame times, long tasks, script time and heap of a page while something is done to it. */
import type { CDPSession, Page } from '@playwright/test'
import { percentile } from '../shared/numbers.ts'

export interface Measured {
  readonly name: string
  readonly seconds: number
  /** Milliseconds from one frame to the next. */
  readonly frameP50Ms: number
  readonly frameP95Ms: number
  /** Tasks above 50 ms, and the longest. */
  readonly longTasks: number
  readonly longestTaskMs: number
  /** Share of the time the page's main thread was at work, and of it running scripts. */
  readonly busy: number
  readonly script: number
  /** After a collection of garbage. */
  readonly heapMb: number
  /** Frames of the hub that arrived. */
  readonly received: number
}

export interface Meter {
  measure(name: string, seconds: number, work: (until: number) => Promise<void>): Promise<Measured>
}

interface Recording {
  frames: number[]
  tasks: number[]
}

/** Before the page loads anything: records frames and long tasks for as long as it lives. */
export async function startMeter(page: Page): Promise<Meter> {
  await page.addInitScript(() => {
    const recording: Recording = { frames: [], tasks: [] }
    const tick = (at: number) => {
      recording.frames.push(at)
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) recording.tasks.push(duration)
    }).observe({ entryTypes: ['longtask'] })
    Object.assign(window, { recording })
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('Network.enable')
  let received = 0
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    // Pings are a character long.
    if (response.payloadData.length > 1) received++
  })

  return {
    async measure(name, seconds, work) {
      await page.evaluate(() => {
        const { recording } = window as unknown as { readonly recording: Recording }
        recording.frames = []
        recording.tasks = []
      })
      const receivedBefore = received
      const before = await timesOf(session)
      const startedAt = performance.now()
      await work(startedAt + seconds * 1_000)
      const took = (performance.now() - startedAt) / 1_000
      const after = await timesOf(session)
      const { frames, tasks } = await page.evaluate(
        () => (window as unknown as { readonly recording: Recording }).recording,
      )
      const arrived = received - receivedBefore
      const gaps = frames.slice(1).map((at, index) => at - frames[index]!)
      return {
        name,
        seconds: took,
        frameP50Ms: percentile(gaps, 0.5),
        frameP95Ms: percentile(gaps, 0.95),
        longTasks: tasks.length,
        longestTaskMs: tasks.reduce((most, each) => Math.max(most, each), 0),
        busy: (after.task - before.task) / took,
        script: (after.script - before.script) / took,
        heapMb: await heapOf(session),
        received: arrived,
      }
    },
  }
}

/** Seconds of the main thread since the start. */
async function timesOf(session: CDPSession): Promise<{ task: number; script: number }> {
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  return { task: metric('TaskDuration'), script: metric('ScriptDuration') }
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / (1 << 20)
}
