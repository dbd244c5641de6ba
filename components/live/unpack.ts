/** A frame's delta may have travelled as the gzip of its JSON: the hub packs a large one once for all who need it. */

/** The frame with its delta as JSON; anything else comes back as it is. Rejects when the bytes are no gzip or hold no JSON. */
export async function unpackFrame(frame: unknown): Promise<unknown> {
  if (!isPacked(frame)) return frame
  const { readable, writable } = new DecompressionStream('gzip')
  // Not by way of a Blob, which is made in another process and costs a frame here.
  const writer = writable.getWriter()
  const written = writer.write(frame.delta).then(() => writer.close())
  const [delta] = await Promise.all([new Response(readable).json(), written])
  return { ...frame, delta }
}

export const isPacked = (frame: unknown): frame is { readonly delta: BufferSource } => {
  const delta = typeof frame === 'object' && frame !== null && 'delta' in frame ? frame.delta : null
  return delta instanceof ArrayBuffer || ArrayBuffer.isView(delta)
}

type Take = (frame: unknown, done: () => void) => void

/** Hands frames on in the order they came, scope by scope, each once it is unpacked; null for one that cannot be. */
export function makeInbox(take: Take): Take {
  const busy = new Map<string, Promise<void>>()
  return (frame, done) => {
    const scope = scopeOf(frame)
    const before = busy.get(scope)
    if (before === undefined && !isPacked(frame)) return take(frame, done)
    const unpacked = unpackFrame(frame).catch(() => null)
    const mine = Promise.all([unpacked, before]).then(([ready]) => {
      if (busy.get(scope) === mine) busy.delete(scope)
      take(ready, done)
    })
    busy.set(scope, mine)
  }
}

const scopeOf = (frame: unknown): string =>
  typeof frame === 'object' && frame !== null && 'scope' in frame ? String(frame.scope) : ''
