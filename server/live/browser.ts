/** One browser: the scopes it looks at, a stream for each. */
import { makeScopeKey, type Scope } from '#model/scope.ts'
import type { Channels } from './channels.ts'
import { makeStream, type Stream, type StreamOptions } from './stream.ts'

export interface BrowserOptions extends Omit<StreamOptions, 'join'> {
  readonly channels: Channels
  /** What it may see; null for all. */
  readonly namespaces: readonly string[] | null
  /** Lets a new stream begin when it is its turn. */
  readonly admit: (enter: () => void) => void
}

export interface Browser {
  /** It said hello: it has nothing and looks at nothing, whatever was before. */
  begin(): void
  /** From now on exactly these; streams of those that stay go on. */
  look(scopes: readonly Scope[]): void
  end(): void
}

export function makeBrowser({ channels, namespaces, admit, ...options }: BrowserOptions): Browser {
  const streams = new Map<string, Stream>()

  const look = (scopes: readonly Scope[]) => {
    const wanted = new Map(scopes.map((scope) => [makeScopeKey(scope), scope]))
    for (const [key, scope] of wanted) {
      if (streams.has(key)) continue
      const stream = makeStream({ ...options, join: (onState) => channels.join(scope, namespaces, onState) })
      streams.set(key, stream)
      admit(stream.begin)
    }
    for (const [key, stream] of [...streams]) {
      if (wanted.has(key)) continue
      streams.delete(key)
      stream.end()
    }
  }
  return { begin: () => look([]), look, end: () => look([]) }
}
