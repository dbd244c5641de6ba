/**
 * What is remembered how finely and for how long. Each stream stands alone, as a film does: segments that
 * begin with a whole state and go on with what changed. Forgetting is leaving whole segments out; nothing is
 * ever written again.
 */
import type { Halves } from '#model/history/split.ts'

export interface Stream {
  readonly name: string
  readonly half: keyof Halves
  /** Least time between two frames, milliseconds; 0 for every state that is told, which is one each 2 s. */
  readonly stepMs: number
  /** Null: as long as there is room. */
  readonly keepMs: number | null
  /** Frames are packed together for so long, milliseconds; so much is lost when the hub is killed. */
  readonly chunkMs: number
  /** The longest a segment goes on, milliseconds. */
  readonly segmentMs: number
  /** Kept in memory alone. */
  readonly isBrief: boolean
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

export const structure: Stream = {
  name: 'structure',
  half: 'structure',
  stepMs: 0,
  keepMs: null,
  chunkMs: 30 * second,
  segmentMs: day,
  isBrief: false,
}

/** The finest first. */
export const loads: readonly Stream[] = [
  {
    name: 'load-fine',
    half: 'load',
    stepMs: 0,
    keepMs: 15 * minute,
    chunkMs: 30 * second,
    segmentMs: 3 * minute,
    isBrief: true,
  },
  {
    name: 'load-day',
    half: 'load',
    stepMs: 30 * second,
    keepMs: day,
    chunkMs: minute,
    segmentMs: hour,
    isBrief: false,
  },
  {
    name: 'load-weeks',
    half: 'load',
    stepMs: 5 * minute,
    keepMs: 14 * day,
    chunkMs: 5 * minute,
    segmentMs: 12 * hour,
    isBrief: false,
  },
]

export const streams: readonly Stream[] = [structure, ...loads]

/** Frames some of them packed: a row of the store. */
export interface Chunk {
  readonly stream: string
  /** Names a segment; unique for ever. */
  readonly segment: string
  /** Within the segment, from 0, which is the whole state. */
  readonly seq: number
  /** Times of its first and its last frame, milliseconds. */
  readonly since: number
  readonly until: number
  /** The gzip of a list of frames. */
  readonly bytes: Uint8Array
}
