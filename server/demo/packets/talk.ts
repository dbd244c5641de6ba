/** A connection while it speaks: sequence numbers, identifications, and what is sent again when it is lost. */
import type { Counts } from '../kernel/counts.ts'
import { makeCounts } from '../kernel/counts.ts'
import { hashText, makeRandom } from '../random.ts'
import type { Link } from './link.ts'
import { findPath, type Path, type Way } from './path.ts'
import { flagsOf, type Script, type Turn } from './script.ts'
import { type Segment, type Sighting, sizeOf } from './segment.ts'
import type { Terrain } from './terrain.ts'

/** How a script went. `unanswered`: its first packet · `given-up`: another one, however often it was sent. */
export type Course = 'done' | 'refused' | 'unanswered' | 'given-up'

export interface Spoken {
  readonly sightings: readonly Sighting[]
  readonly is: Course
  /** Milliseconds from its beginning: until the SYN-ACK, until the first answer, until the client is through. Null where it did not come so far. */
  readonly connectMs: number | null
  readonly firstByteMs: number | null
  readonly endMs: number
  /** Whether conntrack of the node that translates keeps an entry: a packet of it left that node's hooks. */
  readonly isConfirmed: boolean
  /** What IPVS counts of it, in the order of `Counts`, without the connection itself. */
  readonly counts: Counts
}

export interface Talk {
  /** From then on, in simulated milliseconds; for no longer than its client's patience. */
  speak(script: Script, fromMs: number, patienceMs: number): Spoken
}

interface Speaker {
  sequence: number
  id: number
  /** Of its clock of TCP timestamps. */
  readonly clock: number
  /** The next byte it waits for. */
  awaits: number
  /** The other's last timestamp. */
  echo: number
}

/** Of a client that has waited long enough. */
const goodbye: Turn = { by: 'client', says: { fin: true, ack: true }, payload: new Uint8Array(), thinks: [0, 0] }

/** What a SYN offers: whole segments of somewhat less than 64 KiB. */
const windowOf = (mss: number): number => (mss > 32_768 ? mss : Math.floor(64_800 / mss) * mss)

const wrap = (value: number): number => value >>> 0
/** After these a packet is sent again, milliseconds: the kernel's first guess of a second, and one after it knows better. */
const repeatsMs = {
  first: [1_000, 3_000, 7_000, 15_000, 31_000, 63_000],
  later: [210, 640, 1_490, 3_200, 6_600, 13_400, 27_000, 54_000],
}
const idRange = 0x10000
/** Between two packets of one queue. */
const leastGapMs = 0.002

/** The same connection of the same demo always says the same. */
export function makeTalk(terrain: Terrain, link: Link, seed: string): Talk {
  const { ends } = link
  const isIpv6 = ends.virtual.address.includes(':')
  const isTcp = ends.protocol === 'TCP'
  const random = makeRandom(seed, ends.client.address, ends.client.port, ends.virtual.address, ends.virtual.port)
  const speaker = (host: string): Speaker => ({
    sequence: random.whole(2 ** 32),
    id: random.whole(idRange),
    clock: hashText(`${seed} clock ${host}`),
    awaits: 0,
    echo: 0,
  })
  const client = speaker(ends.client.address)
  const server = speaker(ends.real.address)
  // In the middle of a connection both know each other.
  client.awaits = server.sequence
  server.awaits = client.sequence
  let lastAsked: Segment | null = null
  /** When the last packet passed a device, milliseconds: one queue each, nobody overtakes. */
  const passedMs = new Map<string, number>()

  const segmentOf = (turn: Turn, atMs: number): Segment => {
    const { by, says, payload } = turn
    const self = by === 'client' ? client : server
    const flags = flagsOf(turn)
    const isSyn = flags.syn ?? false
    const isReset = (flags.rst ?? false) && by === 'server'
    // Linux leaves it 0 for what the kernel sends without a socket, and for datagrams of a socket that is not connected.
    const hasId = !isIpv6 && (by === 'client' || (typeof says === 'object' && !isSyn && !isReset))
    if (hasId) self.id = (self.id + 1) % idRange
    const ids = { id: hasId ? self.id : 0, outerId: random.whole(idRange) }
    if (says === 'datagram') return { is: 'udp', ...ids, payload }
    if (says === 'refusal') return { is: 'refusal', ...ids, about: lastAsked! }
    return {
      is: 'tcp',
      ...ids,
      flags,
      sequence: isReset ? 0 : self.sequence,
      acknowledgement: flags.ack ? self.awaits : 0,
      window: isReset ? 0 : isSyn ? windowOf(mssOf(by)) : 502,
      timestamps: isReset ? null : { value: wrap(self.clock + Math.floor(atMs)), echo: flags.ack ? self.echo : 0 },
      mss: isSyn ? mssOf(by) : null,
      payload,
    }
  }

  const mssOf = (by: Turn['by']): number => {
    const headers = isIpv6 ? 60 : 40
    const site = by === 'client' ? link.client : link.server
    // A node's own request takes the route to itself: loopback's.
    if (by === 'client' && ends.client.address === ends.virtual.address) return (isIpv6 ? 65_536 : 65_535) - headers
    return (site?.is === 'pod' ? site.device.mtu : 1_500) - headers
  }

  return {
    speak(script, fromMs, patienceMs) {
      const sightings: Sighting[] = []
      const counts = makeCounts()
      /** Microseconds since the beginning, when each last heard or said something. */
      const at = { client: 0, server: 0 }
      const said = { client: 0, server: 0 }
      let isConfirmed = false
      let connectMs: number | null = null
      let firstByteMs: number | null = null
      const spoken = (is: Course, endUs: number): Spoken => ({
        sightings: sightings.sort((a, b) => a.atMs - b.atMs),
        is,
        isConfirmed,
        connectMs,
        firstByteMs,
        endMs: endUs / 1_000,
        counts,
      })

      const send = (turn: Turn, atUs: number): Pick<Path, 'arrived' | 'tookUs'> => {
        const segment = segmentOf(turn, fromMs + atUs / 1_000)
        const way: Way = turn.by === 'client' ? 'request' : 'reply'
        const bytes = sizeOf(segment, isIpv6)
        const path = findPath(terrain, link, way, bytes, random)
        if (way === 'request') lastAsked = segment
        isConfirmed ||= path.isConfirmed
        let lateMs = 0
        for (const crossing of path.crossings) {
          const queue = `${crossing.node} ${crossing.device.index} ${crossing.direction} ${way}`
          const dueMs = fromMs + (atUs + crossing.afterUs) / 1_000
          lateMs = Math.max(lateMs, (passedMs.get(queue) ?? 0) + leastGapMs - dueMs)
          passedMs.set(queue, dueMs + lateMs)
          sightings.push({ crossing, segment, atMs: dueMs + lateMs })
        }
        const tookUs = path.tookUs + lateMs * 1_000
        if (way === 'request') {
          counts[1]! += 1
          counts[3]! += bytes
        } else if (path.arrived) {
          counts[2]! += 1
          counts[4]! += bytes
        }
        if (segment.is === 'tcp' && path.arrived) {
          const other = turn.by === 'client' ? server : client
          other.echo = segment.timestamps?.value ?? 0
        }
        return { arrived: path.arrived, tookUs }
      }

      const patienceUs = patienceMs * 1_000
      for (const [place, turn] of script.entries()) {
        const self = turn.by
        const flags = flagsOf(turn)
        const other = self === 'client' ? 'server' : 'client'
        const sentUs = (turn.isUnasked ? said[self] : at[self]) + Math.round(random.between(...turn.thinks))
        at[self] = Math.max(at[self], sentUs)
        said[self] = sentUs
        const path = send(turn, sentUs)
        if (!path.arrived) {
          const isSynAck = self === 'server' && (flags.syn ?? false)
          const isFirst = place === 0 || isSynAck
          for (const afterMs of isTcp ? repeatsMs[flags.syn ? 'first' : 'later'] : []) {
            const againUs = sentUs + afterMs * 1_000
            if (againUs > patienceUs) break
            // The client has heard nothing either: its SYN comes again, and is answered again.
            const asked = isSynAck ? send(script[place - 1]!, againUs) : null
            send(turn, againUs + (asked?.tookUs ?? 0))
          }
          if (isFirst) return spoken('unanswered', patienceUs)
          if (flags.fin) return spoken('given-up', at.client)
          if (self === 'client') client.sequence = wrap(client.sequence + turn.payload.length)
          send(goodbye, patienceUs)
          return spoken('given-up', patienceUs)
        }
        const [from, to] = self === 'client' ? [client, server] : [server, client]
        const isRefusal = turn.says === 'refusal' || (self === 'server' && (flags.rst ?? false))
        if (!isRefusal) from.sequence = wrap(from.sequence + turn.payload.length + (flags.syn || flags.fin ? 1 : 0))
        to.awaits = from.sequence
        at[other] = Math.max(at[other], sentUs + path.tookUs)
        if (isRefusal) return spoken('refused', at.client)
        if (self === 'server') {
          if (flags.syn) connectMs = at.client / 1_000
          else if (turn.payload.length > 0) firstByteMs ??= at.client / 1_000
        }
      }
      return spoken('done', at.client)
    },
  }
}
