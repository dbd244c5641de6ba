/** The scribe on another thread. A fault of the thread is the answer to all that was asked of it. */
import { Worker } from 'node:worker_threads'
import type { LaterScribe } from './history.ts'
import type { ScribeAnswer, ScribeAsk, ScribeStart } from './worker.ts'

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export function startScribe(start: ScribeStart): LaterScribe {
  const thread = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: start,
    name: 'history',
    // The hub's own is large, for the sake of speed; here nobody waits.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  thread.unref()
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let spentMs = 0
  let ended: Error | null = null

  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  thread.on('message', (answer: ScribeAnswer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    spentMs = answer.spentMs
    if ('fault' in answer) asker?.reject(new Error(answer.fault))
    else asker?.resolve(answer.value as never)
  })
  thread.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  thread.on('exit', () => end(new Error('The thread that writes history ended.')))

  const ask =
    <Name extends ScribeAsk['name']>(name: Name): LaterScribe[Name] =>
    (...args: readonly unknown[]) =>
      new Promise<never>((resolve, reject) => {
        if (ended !== null) return reject(ended)
        const id = asked++
        waiting.set(id, { resolve, reject })
        thread.postMessage({ id, name, args } satisfies ScribeAsk)
      })
  return {
    take: ask('take'),
    close: ask('close'),
    read: ask('read'),
    readFile: ask('readFile'),
    changes: ask('changes'),
    spentMs: () => spentMs,
    end: async () => {
      await thread.terminate()
    },
  }
}
