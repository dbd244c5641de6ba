/** Who wants how much of what, and how that changes through a day of a quarter of an hour. */
import type { VirtualServerKey } from '#model/ids.ts'
import { hashText } from '../random.ts'
import type { ProfileName } from './profile.ts'

/** Clients on (or coming in at) one node that use one virtual server. */
export interface Demand {
  readonly server: VirtualServerKey
  readonly profile: ProfileName
  /** New connections a second, on average over the day. */
  readonly perSecond: number
  /** Client addresses folded to 32 bits, never empty; each connection comes from one of them. */
  readonly clients: readonly number[]
  /** Their addresses are translated on the way out, as those of clients outside the cluster are. The node's own always are. */
  readonly isMasqueraded?: boolean
}

export const dayMs = 900_000
/** The noise changes over this time. */
const noiseMs = 20_000

/** Between 0.75 and 1.25 for each pair of a text and a number. */
const noiseAt = (key: number, step: number): number => 0.75 + (hashText(`${key} ${step}`) % 1000) / 2000

/** What multiplies the demand now: a wave whose hour differs a little from server to server, and slow noise. */
export function makeWave(seed: string): (nowMs: number) => number {
  const key = hashText(seed)
  const lateness = ((key % 1000) / 1000) * 1.2
  let step = Number.NaN
  let from = 1
  let to = 1
  return (nowMs) => {
    const now = Math.floor(nowMs / noiseMs)
    if (now !== step) {
      step = now
      from = noiseAt(key, step)
      to = noiseAt(key, step + 1)
    }
    const part = nowMs / noiseMs - step
    const noise = from + (to - from) * part * part * (3 - 2 * part)
    return noise * (1 + 0.45 * Math.sin((nowMs / dayMs) * 2 * Math.PI - lateness))
  }
}
