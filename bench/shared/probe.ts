/** Loaded into a process that is measured: answers how late its event loop was and what its heap holds. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface Probed {
  /** Milliseconds beyond a timer's own time, since the question before. */
  readonly loopP50Ms: number
  readonly loopP99Ms: number
  readonly loopMostMs: number
  readonly heapMb: number
  /** Outside the heap: columns of numbers, and what is sent and received. */
  readonly buffersMb: number
}

const everyMs = 5
const delay = monitorEventLoopDelay({ resolution: everyMs })
delay.enable()
const late = (ns: number) => Math.max(0, ns / 1e6 - everyMs)

process.on('message', (question) => {
  if (question !== 'probe') return
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  process.send?.({
    loopP50Ms: late(delay.percentile(50)),
    loopP99Ms: late(delay.percentile(99)),
    loopMostMs: late(delay.max),
    heapMb: heapUsed / (1 << 20),
    buffersMb: arrayBuffers / (1 << 20),
  } satisfies Probed)
  delay.reset()
})
// Whoever measures is gone.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
