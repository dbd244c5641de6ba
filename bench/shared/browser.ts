/** Follows one scope of a hub as a browser does: hello, look, frames with their credit, deltas unpacked and applied. */
import { gunzipSync } from 'node:zlib'
import { io } from 'socket.io-client'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { apply, type Delta } from '#model/diff.ts'
import { makeHello, makeLook, parseAnswer, parseFrame, parseLookAnswer, socketPath } from '#model/protocol.ts'
import type { Scope } from '#model/scope.ts'
import { machineMs } from './numbers.ts'

export interface FollowedFrame {
  /** `machineMs` when its last byte was here. */
  readonly atMs: number
  /** As received, without the WebSocket's own few. */
  readonly bytes: number
  readonly from: number
  readonly delta: Delta
  /** With this frame. */
  readonly cluster: Cluster
}

export interface Follower {
  cluster(): Cluster
  /** `machineMs` of the first frame with which it holds: the present one counts. Null when it did not within the time. */
  until(holds: (cluster: Cluster) => boolean, withinMs: number): Promise<number | null>
  close(): void
}

/** `token`: of a hub that is not open. */
export function follow(
  url: string,
  scope: Scope,
  onFrame: (frame: FollowedFrame) => void = () => {},
  token: string | null = null,
): Follower {
  let cluster = emptyCluster
  let atMs = machineMs()
  let bytes = 0
  let waiting: (() => void)[] = []
  const fail = (why: string) => {
    throw new Error(`Following ${url}: ${why}.`)
  }
  const extraHeaders = token === null ? {} : { authorization: `Bearer ${token}` }
  const socket = io(url, { path: socketPath, transports: ['websocket'], forceNew: true, extraHeaders })
  socket.on('connect', () => {
    socket.io.engine.on('packet', ({ data }: { readonly data?: unknown }) => {
      if (typeof data === 'string') bytes += Buffer.byteLength(data)
      else if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) bytes += data.byteLength
    })
    socket.emit('hello', makeHello(), (answer: unknown) => {
      if (parseAnswer(answer)?.is !== 'welcome') fail('the hub refused the greeting')
      socket.emit('look', makeLook([scope]), (reply: unknown) => {
        if (parseLookAnswer(reply)?.is !== 'looked') fail('the hub refused the scope')
      })
    })
  })
  socket.on('frame', (value: unknown, done: () => void) => {
    atMs = machineMs()
    const size = bytes
    bytes = 0
    const frame = parseFrame(unpack(value)) ?? fail('a frame was not understood')
    cluster = apply(frame.from === 0 ? emptyCluster : cluster, frame.delta)
    done()
    onFrame({ atMs, bytes: size, from: frame.from, delta: frame.delta, cluster })
    for (const check of waiting) check()
  })
  return {
    cluster: () => cluster,
    until: (holds, withinMs) =>
      new Promise((resolve) => {
        const end = (result: number | null) => {
          clearTimeout(patience)
          waiting = waiting.filter((each) => each !== check)
          resolve(result)
        }
        const check = () => {
          if (holds(cluster)) end(atMs)
        }
        const patience = setTimeout(() => end(null), withinMs)
        waiting.push(check)
        check()
      }),
    close: () => socket.disconnect(),
  }
}

/** A large delta comes as the gzip of its JSON. */
function unpack(frame: unknown): unknown {
  if (typeof frame !== 'object' || frame === null || !('delta' in frame)) return frame
  const { delta } = frame
  return ArrayBuffer.isView(delta) || delta instanceof ArrayBuffer
    ? { ...frame, delta: JSON.parse(gunzipSync(delta as Uint8Array).toString('utf8')) }
    : frame
}
