/** Writes one stream: decides which states become frames, which of them are told whole, and packs them. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { applyFrame, diffFrame, type Frame } from '#model/history/frame.ts'
import type { Chunk, Stream } from './streams.ts'

export interface Film {
  /** The chunks this completes. `frame` is what turns the last state into this one, where that is known. */
  take(state: Cluster, frame?: Frame): Chunk[]
  /** Nothing changed until then: what is open long enough. */
  pass(at: number): Chunk[]
  /** What is open. */
  close(): Chunk[]
}

interface Segment {
  readonly name: string
  readonly since: number
  readonly wholeBytes: number
  bytes: number
  seq: number
}

/** Up to this many bytes a segment may go on however small its whole state is. */
const leastSegmentBytes = 256 << 10

/** `mostSegmentBytes` bounds what has to be forgotten at once. */
export function makeFilm(stream: Stream, makeName: () => string, mostSegmentBytes: number): Film {
  let segment: Segment | null = null
  let last = emptyCluster
  let open: Frame[] = []

  const pack = (into: Segment): Chunk => {
    const bytes = packFrames(open)
    const [first] = open
    const chunk = {
      stream: stream.name,
      segment: into.name,
      seq: into.seq++,
      since: first!.at,
      until: open.at(-1)!.at,
      bytes,
    }
    into.bytes += bytes.length
    open = []
    return chunk
  }
  const close = (): Chunk[] => (segment === null || open.length === 0 ? [] : [pack(segment)])
  const pass = (at: number): Chunk[] => (open.length > 0 && at - open[0]!.at >= stream.chunkMs ? close() : [])
  const begin = (state: Cluster): Chunk[] => {
    const before = close()
    open = [diffFrame(emptyCluster, state)]
    segment = { name: makeName(), since: state.at, wholeBytes: 0, bytes: 0, seq: 0 }
    const whole = pack(segment)
    segment = { ...segment, wholeBytes: whole.bytes.length }
    return [...before, whole]
  }
  return {
    take(state, frame) {
      const made = segment === null || isOver(segment, state.at)
      const from = last
      last = state
      if (made) return begin(state)
      open.push(frame ?? diffFrame(from, state))
      return pass(state.at)
    },
    pass,
    close,
  }

  function isOver({ since, bytes, wholeBytes }: Segment, at: number): boolean {
    const most = Math.min(mostSegmentBytes, Math.max(leastSegmentBytes, 3 * wholeBytes))
    return at - since >= stream.segmentMs || at < since || bytes >= most
  }
}

const packFrames = (frames: readonly Frame[]): Uint8Array => gzipSync(JSON.stringify(frames))

/** The states of a segment one after the other, as far as `until`. */
export function* replay(chunks: readonly Uint8Array[], until: number): Generator<Cluster> {
  let state = emptyCluster
  for (const bytes of chunks) {
    for (const frame of JSON.parse(gunzipSync(bytes).toString()) as Frame[]) {
      if (frame.at > until) return
      state = applyFrame(state, frame)
      yield state
    }
  }
}
