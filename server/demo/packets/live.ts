/** The simulated clients' connections as packets, while somebody captures: what opens, speaks and closes meanwhile. */
import type { Course, Entry, Given, Opening } from '../kernel/connections.ts'
import { noDamage } from '../kernel/damage.ts'
import type { Destination } from '../kernel/destination.ts'
import { clientAddress, type Ends } from '../kernel/ends.ts'
import { profiles } from '../kernel/profile.ts'
import type { SimulatedServer } from '../kernel/virtual-server.ts'
import { makeLink, makeRefusedLink } from './link.ts'
import { isIn } from './path.ts'
import { courseOf, refusing } from './probe.ts'
import {
  abort,
  answered,
  datagram,
  exchange,
  farewell,
  handshake,
  piecesOf,
  refusal,
  type Script,
  serverFarewell,
} from './script.ts'
import { makeTalk, type Talk } from './talk.ts'
import type { Taps } from './taps.ts'
import { type Ground, podDeviceOf, type Terrain } from './terrain.ts'

export interface Live {
  /** The usual course of a connection, or another where the network is broken. */
  course(node: Ground, given: Given, usual: Course): Course
  opened(node: Ground, entry: Entry): void
  /** Nobody took it: the virtual server has no real server. */
  refused(node: Ground, server: SimulatedServer, opening: Opening): void
  closed(node: Ground, entry: Entry): void
  /** Lets what is open speak, each connection about once, from now on for so long. */
  speak(nowMs: number, forMs: number): void
}

/** Most pieces of one answer that are laid. */
const mostPieces = 3
/** A client outside or in a Pod gives up after this. */
const patienceMs = 7_500
/** A step of the traffic: its connections are laid somewhere in it. */
const stepMs = 250
/** What a TCP header with timestamps and an IP header take. */
const headers = 52
const dnsPorts = [53]

export function makeLive(terrain: Terrain, taps: Taps, seed: string): Live {
  const talks = new WeakMap<Entry, Talk>()

  const talkOf = (node: Ground, entry: Entry, ends: Ends): Talk => {
    const talk = talks.get(entry) ?? makeTalk(terrain, makeLink(terrain, node, ends), seed)
    talks.set(entry, talk)
    return talk
  }
  const wanted = (node: Ground, entry: Entry, isOld: boolean): Ends | null => {
    const ends = node.simulated.endsOf(entry)
    return ends !== null && ends.protocol !== 'SCTP' && taps.want(ends, isOld) ? ends : null
  }
  /** Where in its time a connection speaks: the same whoever looks. */
  const shareOf = ({ sourcePort }: Opening, forMs: number): number => ((sourcePort * 7_919) % 1_000) * (forMs / 1_000)

  return {
    course(node, given, usual) {
      if (!isBroken(terrain, node, given.destination)) return usual
      const ends = node.simulated.endsOf(given)
      if (ends === null || ends.protocol === 'SCTP') return usual
      const script = scriptOf(terrain, ends, usual.profile, usual.lifeMs < stepMs ? usual.ending : null)
      const spoken = makeTalk(terrain, makeLink(terrain, node, ends), seed).speak(script, 0, patienceMs)
      return spoken.is === 'done' ? usual : courseOf(spoken)
    },
    opened(node, entry) {
      const ends = wanted(node, entry, false)
      if (ends === null) return
      const script = scriptOf(terrain, ends, entry.profile, entry.closedMs === null ? null : entry.ending)
      const fromMs = entry.opening.nowMs + shareOf(entry.opening, stepMs)
      taps.show(talkOf(node, entry, ends).speak(script, fromMs, patienceMs).sightings, true)
    },
    refused(node, server, opening) {
      const { match } = server
      if (match.protocol !== 'TCP' && match.protocol !== 'UDP') return
      const client = { address: clientAddress(server, opening.sourceKey), port: opening.sourcePort }
      const link = makeRefusedLink(terrain, node, match.protocol, client, match)
      if (!taps.want(link.ends, false)) return
      const [first] = match.protocol === 'UDP' ? datagram(new Uint8Array(48)) : handshake
      const fromMs = opening.nowMs + shareOf(opening, stepMs)
      taps.show(makeTalk(terrain, link, seed).speak([first!, refusal], fromMs, patienceMs).sightings, true)
    },
    closed(node, entry) {
      if (!taps.isOpen() || entry.isUdp || entry.ending === 'unanswered' || entry.ending === 'given-up') return
      const ends = wanted(node, entry, false)
      if (ends === null) return
      const script = entry.ending === 'reset' ? abort : farewell
      taps.show(
        talkOf(node, entry, ends).speak(script, entry.closedMs! + shareOf(entry.opening, stepMs), patienceMs).sightings,
        true,
      )
    },
    speak(nowMs, forMs) {
      for (const node of terrain.nodes.values()) {
        for (const entry of node.simulated.entries()) {
          if (entry.closedMs !== null || entry.profile.flow[1] === 0) continue
          const ends = wanted(node, entry, true)
          if (ends === null) continue
          const fromMs = nowMs + shareOf(entry.opening, forMs)
          taps.show(talkOf(node, entry, ends).speak(flowOf(entry), fromMs, patienceMs).sightings, true)
        }
      }
    },
  }
}

type Profile = Entry['profile']

/** Whether something is broken on the way to this real server: on most nodes nothing ever is, and nothing is worked out. */
function isBroken({ nodes }: Terrain, translator: Ground, { address, port }: Destination): boolean {
  for (const node of nodes.values()) {
    const damage = node.simulated.damage()
    if (damage === noDamage) continue
    const { settings, droppedBlocks, strayRoutes, tunnelMtu, closedPorts } = damage
    if (closedPorts.has(`${address} ${port}`)) return true
    if (tunnelMtu !== null && (node === translator || podDeviceOf(node, address) !== null)) return true
    if (node !== translator) continue
    if (Object.keys(settings).length > 0) return true
    if ([...droppedBlocks, ...strayRoutes.keys()].some((block) => isIn(block, address))) return true
  }
  return false
}

const meanBytes = (bytes: number, packets: number): number =>
  Math.max(1, Math.round(bytes / Math.max(1, packets)) - headers)

/** `ending` of what ends at once; null for what lasts. */
function scriptOf(
  terrain: Terrain,
  { protocol, real, virtual }: Ends,
  profile: Profile,
  ending: Course['ending'] | null,
): Script {
  const [, packetsIn = 0, , bytesIn = 0, bytesOut = 0] = profile.opening
  const script = ((): Script => {
    if (protocol === 'UDP') {
      const question = piecesOf(bytesIn - 28, 1)[0]!
      const isAnswered = profile === profiles.dns && dnsPorts.includes(virtual.port)
      return isAnswered ? answered(question, piecesOf(bytesOut - 28, 1)[0]!) : datagram(question)
    }
    if (packetsIn <= 2) return handshake
    const request = piecesOf(bytesIn - packetsIn * headers, 1)[0]!
    const said = [...handshake, ...exchange(request, piecesOf(bytesOut, mostPieces))]
    return ending === null ? said : [...said, ...(ending === 'reset' ? abort : serverFarewell)]
  })()
  return terrain.listens(real.address, real.port) ? script : refusing(script)
}

/** A second's talk of what stays open, in one question and one answer. */
function flowOf({ isUdp, profile }: Entry): Script {
  const [, packetsIn = 0, packetsOut = 0, bytesIn = 0, bytesOut = 0] = profile.flow
  if (isUdp) return datagram(piecesOf(meanBytes(bytesIn, packetsIn), 1)[0]!)
  return exchange(piecesOf(meanBytes(bytesIn, packetsIn), 1)[0]!, piecesOf(meanBytes(bytesOut, packetsOut), mostPieces))
}
