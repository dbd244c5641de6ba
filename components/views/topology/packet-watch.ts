/** A capture somebody watches: its packets as dots on the lines of the Service they are of, while that is open. */
import type { LiveStore } from '#components/live/store.ts'
import type { CaptureId } from '#model/capture/capture.ts'
import type { Cluster } from '#model/cluster.ts'
import { makeServiceId, type ServiceId } from '#model/ids.ts'
import { overview } from '#model/scope.ts'
import { serviceThing } from '#model/thing.ts'
import type { Dot } from './dots.ts'
import type { EdgeMark } from './marks.ts'
import { makePacketDots, type PacketDots } from './packet-dots.ts'
import { makeNodeOf, makePacketWays, type PacketWay, type PacketWays } from './packet-ways.ts'
import type { Scene } from './scene.ts'

export interface PacketWatch {
  /** Empty for none. */
  setCapture(id: CaptureId): void
  /** What to draw instead of dots that mean rates; null where the open Service is not the captured one. */
  look(scene: Pick<Scene, 'fan'>, nowMs: number): WatchedPackets | null
}

export interface WatchedPackets {
  readonly dots: readonly Dot[]
  /** Lines some packet has gone along. */
  readonly used: readonly EdgeMark[]
  readonly moves: boolean
}

interface Watched {
  readonly ways: PacketWays
  readonly dots: PacketDots
  readonly used: Set<string>
  seen: Cluster['packets'] | null
}

export function makePacketWatch(store: Pick<LiveStore, 'cluster'>): PacketWatch {
  let id: CaptureId = ''
  let watched: Watched | null = null
  let lines: { readonly fan: Scene['fan']; readonly byWay: ReadonlyMap<string, EdgeMark> } | null = null

  const linesOf = (fan: NonNullable<Scene['fan']>) => {
    if (lines?.fan !== fan) lines = { fan, byWay: indexLines(fan) }
    return lines.byWay
  }
  return {
    setCapture(next) {
      if (next === id) return
      id = next
      watched = null
    },
    look({ fan }, nowMs) {
      if (id === '' || fan === null) return null
      const { captures, packets } = store.cluster({ is: 'capture', capture: id })
      const capture = captures.get(id)
      if (capture === undefined || fan.service !== serviceThing(serviceOfPort(capture.port))) return null
      watched ??= {
        ways: makeWays(fan, store.cluster(overview)),
        dots: makePacketDots(),
        used: new Set(),
        seen: null,
      }
      const { ways, dots, used } = watched
      if (watched.seen !== packets) {
        watched.seen = packets
        const fresh = ways.take(packets.values())
        dots.take(fresh, nowMs)
        for (const way of fresh) used.add(keyOf(way))
      }
      const byWay = linesOf(fan)
      return {
        dots: dots.at((way) => byWay.get(keyOf(way)) ?? null, nowMs),
        used: [...new Set([...used].flatMap((key) => byWay.get(key) ?? []))],
        moves: dots.moves(nowMs),
      }
    },
  }
}

const makeWays = (fan: NonNullable<Scene['fan']>, names: Cluster): PacketWays =>
  makePacketWays({
    reals: new Set(fan.rows.flatMap(({ rows }) => rows.map(({ row }) => row.key))),
    nodeOf: makeNodeOf(names),
  })

/** How many of these packets go along no line of an open Service. */
export function countUnplaced(packets: Cluster['packets'], fan: NonNullable<Scene['fan']>, names: Cluster): number {
  const ways = makeWays(fan, names)
  ways.take(packets.values())
  return ways.unplaced()
}

const keyOf = ({ node, real }: Pick<PacketWay, 'node' | 'real'>): string => `${node} ${real}`

/** A line stands for one row, or for many that agree. */
function indexLines({ lines, rows }: NonNullable<Scene['fan']>): ReadonlyMap<string, EdgeMark> {
  const marks = new Map(lines.map((line) => [line.id, line]))
  return new Map(
    rows.flatMap((line) => {
      const mark = marks.get(line.id)
      return mark ? line.rows.map(({ node, row }) => [keyOf({ node: node.name, real: row.key }), mark] as const) : []
    }),
  )
}

/** `default/web` of `default/web:80/TCP`. */
export function serviceOfPort(port: string): ServiceId {
  const [namespace = '', name = ''] = port.slice(0, port.lastIndexOf(':')).split('/')
  return makeServiceId(namespace, name)
}
