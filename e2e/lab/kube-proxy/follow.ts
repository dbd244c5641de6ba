/** List, then watch, as a Kubernetes client does: keeps one kind as the API has it now. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Kind } from '#model/kube/index.ts'

interface Foreign {
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly resourceVersion: string }
}
interface Listed {
  readonly metadata: { readonly resourceVersion: string }
  readonly items: readonly Foreign[]
}
interface Event {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: Foreign
}

export interface Followed<Kept> {
  readonly objects: ReadonlyMap<string, Kept>
  /** False until the first list was read. */
  readonly isKnown: boolean
}

const againMs = 1_000

/** Calls `changed` after each list and each change, until `signal` aborts. A lost watch starts over with a list. */
export function follow<Kept>(
  server: string,
  kind: Kind<Kept>,
  changed: () => void,
  signal: AbortSignal,
): Followed<Kept> {
  const objects = new Map<string, Kept>()
  const followed = { objects, isKnown: false }

  const keep = (object: Foreign, isThere: boolean) => {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    const kept = isThere ? kind.reshape(object) : null
    if (kept === null) objects.delete(key)
    else objects.set(key, kept)
  }
  const list = async (): Promise<string> => {
    const response = await fetch(`${server}${kind.path}`, { signal })
    if (!response.ok) throw new Error(`list of ${kind.plural} answered ${response.status}`)
    const { metadata, items } = (await response.json()) as Listed
    objects.clear()
    for (const object of items) keep(object, true)
    followed.isKnown = true
    changed()
    return metadata.resourceVersion
  }
  /** Returns when the server ends the watch. */
  const watch = async (version: string): Promise<void> => {
    const query = new URLSearchParams({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: version })
    const response = await fetch(`${server}${kind.path}?${query}`, { signal })
    if (!response.ok || response.body === null) return
    for await (const line of linesOf(response.body)) {
      const event = JSON.parse(line) as Event
      if (event.type === 'ERROR') return
      if (event.type === 'BOOKMARK') continue
      keep(event.object, event.type !== 'DELETED')
      changed()
    }
  }
  void (async () => {
    while (!signal.aborted) {
      try {
        await watch(await list())
      } catch {
        // Whatever broke, the next list has the truth; until then the last one stays.
      }
      await delay(againMs, undefined, { signal }).catch(() => undefined)
    }
  })()
  return followed
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}
