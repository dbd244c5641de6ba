/** The scribe's own thread: whole states, packing and reading hold up nobody there. */
import { parentPort, workerData } from 'node:worker_threads'
import { makeScribe, type Scribe } from './scribe.ts'

export interface ScribeAsk {
  readonly id: number
  readonly name: keyof Scribe
  readonly args: readonly unknown[]
}

export type ScribeAnswer = {
  readonly id: number
  /** Of the processor, by this thread since it began, milliseconds. */
  readonly spentMs: number
} & ({ readonly value: unknown } | { readonly fault: string })

export interface ScribeStart {
  /** Names its segments, with a number behind. */
  readonly run: string
  readonly mostSegmentBytes: number
  readonly hubVersion: string
}

const port = parentPort!
const { run, ...options } = workerData as ScribeStart
let segments = 0
const scribe = makeScribe({ ...options, makeName: () => `${run}-${segments++}` })

port.on('message', ({ id, name, args }: ScribeAsk) => {
  try {
    const value = (scribe[name] as (...args: readonly unknown[]) => unknown)(...args)
    port.postMessage({ id, spentMs: spentMs(), value } satisfies ScribeAnswer)
  } catch (error) {
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
    port.postMessage({ id, spentMs: spentMs(), fault } satisfies ScribeAnswer)
  }
})

function spentMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
