/** Who sends a request: what an embedded page or a portal shows is taken for nothing else. Where everybody may do everything, it still may not. */
import type { Asking, Identity } from './auth/identify.ts'
import type { Embed } from './embed/embed.ts'

export const makeIdentifyAll =
  (embed: Pick<Embed, 'identify'>, identify: (asking: Asking) => Identity | null) =>
  (asking: Asking, path: string): Identity | null => {
    const embedded = embed.identify(path, asking.headers.authorization)
    if (embedded === undefined) return identify(asking)
    return embedded && { principal: embedded.principal, session: null, isStill: embedded.isStill }
  }
