/** Opens a snapshot on a thread that ends with it: a large one takes a second, and the present waits for nobody. */
import { Worker } from 'node:worker_threads'
import type { Opened } from '#model/snapshot/format.ts'

/** It is open within this time, or given up, milliseconds. */
const longestMs = 10_000

export function openApart(file: Uint8Array): Promise<Opened> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./opener-worker.ts', import.meta.url), {
      workerData: file,
      name: 'snapshot',
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    })
    const end = (opened: Opened) => {
      clearTimeout(patience)
      void thread.terminate()
      resolve(opened)
    }
    const patience = setTimeout(
      () => end({ ok: false, kind: 'too-large', why: 'This snapshot takes too long to open.' }),
      longestMs,
    )
    thread.once('message', end)
    thread.once('error', () => end({ ok: false, kind: 'damaged', why: 'This snapshot cannot be opened.' }))
  })
}
