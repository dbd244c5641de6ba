import { failed, type Outcome } from './outcome.ts'

/** A snapshot is open within this time, or it is given up, milliseconds. */
const longestMs = 10_000

/** Opens a snapshot in a worker, which is ended with it or when it takes too long. */
export function openApart(bytes: ArrayBuffer): Promise<Outcome> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    const end = (outcome: Outcome) => {
      clearTimeout(handle)
      worker.terminate()
      resolve(outcome)
    }
    const handle = setTimeout(() => end(failed('too-slow')), longestMs)
    worker.onmessage = ({ data }: MessageEvent<Outcome>) => end(data)
    worker.onerror = () => end(failed('damaged'))
    worker.postMessage(bytes, [bytes])
  })
}
