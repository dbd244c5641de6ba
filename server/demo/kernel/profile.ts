/** What a kind of connection does: how long it lives and what it moves. Bytes are IP bytes, packets as the stack sees them. */
import { type Counts, makeCounts } from './counts.ts'

export interface Profile {
  /** Mean life in seconds, exponentially distributed; of UDP the time packets keep coming. */
  readonly meanSeconds: number
  /** Counted when it opens; the first entry is the connection itself. */
  readonly opening: Counts
  /** For each second it is open. Whole numbers, so that sums stay exact. */
  readonly flow: Counts
  /** Counted when it closes. */
  readonly closing: Counts
}

const profile = (
  meanSeconds: number,
  opening: readonly number[],
  flow: readonly number[],
  closing: readonly number[],
): Profile => ({
  meanSeconds,
  opening: makeCounts([1, ...opening]),
  flow: makeCounts([0, ...flow]),
  closing: makeCounts([0, ...closing]),
})

/** Packets in and out, bytes in and out. */
const handshake = [2, 1, 112, 60]
const farewell = [2, 2, 104, 104]

export const profiles = {
  /** A request and its answer. */
  http: profile(0.4, [4, 4, 920, 6800], [0, 0, 0, 0], farewell),
  /** A browser that keeps its connection and asks now and then. */
  keepalive: profile(40, handshake, [3, 4, 1900, 14_200], farewell),
  /** A long stream of small calls. */
  grpc: profile(240, handshake, [12, 12, 2600, 5200], farewell),
  /** A pooled connection to a database or cache. */
  database: profile(600, handshake, [8, 8, 1400, 9600], farewell),
  /** An open socket with a heartbeat. */
  websocket: profile(420, handshake, [1, 1, 90, 220], farewell),
  /** Large answers. */
  download: profile(9, handshake, [60, 45, 3600, 1_800_000], farewell),
  /** Writers of logs and metrics. */
  upload: profile(90, handshake, [18, 10, 21_000, 640], farewell),
  /** One question from a fresh port. */
  dns: profile(0.02, [1, 1, 76, 148], [0, 0, 0, 0], [0, 0, 0, 0]),
  /** Datagrams from a port that stays. */
  datagrams: profile(180, [1, 0, 140, 0], [5, 0, 700, 0], [0, 0, 0, 0]),
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles
