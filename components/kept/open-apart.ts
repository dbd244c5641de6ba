import { basePath } from '#components/url/browser.ts'
import { failed, type Outcome } from './outcome.ts'

/** A snapshot is open within this time, or it is given up, milliseconds. */
const longestMs = 10_000

/** Built beside the pages by `npm run build`: one file, since the hub lets a worker load nothing more. */
const workerName = 'open-snapshot.js'

/** Opens a snapshot in a worker, which is ended with it or when it takes too long. */
export function openApart(bytes: ArrayBuffer): Promise<Outcome> {
  return new Promise((resolve) => {
    const worker = new Worker(`${basePath()}/${workerName}`)
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
