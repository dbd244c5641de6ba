/** A probe on a simulated node: a connection through its own table, and what comes of it on the present network. */
import { makeVirtualServerKey } from '#model/ids.ts'
import { foldAddress } from '#model/schedulers/hashes.ts'
import type { Protocol } from '#model/topology.ts'
import type { ProbeOnce, Tried } from '#server/agent/kernel.ts'
import type { Course, Given, Opening } from '../kernel/connections.ts'
import { makeCounts } from '../kernel/counts.ts'
import type { SimulatedServer } from '../kernel/virtual-server.ts'
import type { Random } from '../random.ts'
import { makeLink } from './link.ts'
import { refusal, reset, type Script } from './script.ts'
import type { Sighting } from './segment.ts'
import { type Answer, answerTo, type Host } from './speech.ts'
import { makeTalk, type Spoken } from './talk.ts'
import { type Ground, isLocal, nodeAt, type Terrain } from './terrain.ts'

export interface ProbesConfig {
  readonly terrain: Terrain
  readonly random: Random
  readonly seed: string
  /** Whom a virtual server's address is for. */
  hostOf(virtual: { readonly protocol: Protocol; readonly address: string; readonly port: number }): Host
  /** False for Services whose outside clients keep their address. */
  masquerades(address: string, port: number): boolean
}

/** How a try goes from now on. */
export interface Attempt {
  readonly tried: Omit<Tried, 'startedAtMs'>
  /** When that is known, milliseconds from its beginning. */
  readonly tookMs: number
  readonly sightings: readonly Sighting[]
}

const ephemeral = { first: 32_768, count: 28_232 }
/** Until the node's own kernel has said no. */
const refusedMs = 0.08

export function attempt(config: ProbesConfig, node: Ground, one: ProbeOnce, nowMs: number): Attempt {
  const { terrain, random } = config
  const { address, port, method, timeoutMs } = one
  const protocol = method.is === 'dns' || method.is === 'udp' ? 'UDP' : 'TCP'
  const sourcePort = one.sourcePort ?? ephemeral.first + random.whole(ephemeral.count)
  const found = findServer(terrain, node, makeVirtualServerKey(protocol, address, port), address)
  const own = address.includes(':') ? (node.network.ipv6 ?? '::') : node.network.address
  const client = isLocal(node, address) ? address : own
  const ended = (
    answer: Omit<Answer, 'script'>,
    spoken: Pick<Spoken, 'connectMs' | 'firstByteMs'>,
  ): Attempt['tried'] => ({
    outcome: answer.outcome,
    error: answer.error,
    status: answer.status,
    connectMs: rounded(protocol === 'UDP' ? null : spoken.connectMs),
    firstByteMs: rounded(spoken.firstByteMs),
    local: { address: client, port: sourcePort },
  })
  const refused: Attempt = {
    tried: ended(connectionRefused, { connectMs: null, firstByteMs: null }),
    tookMs: refusedMs,
    sightings: [],
  }
  if (found === null) return refused

  const { server, translator } = found
  const opening: Opening = {
    sourceKey: translator === node ? server.addressKey : foldAddress(client),
    sourcePort,
    destinationKey: server.addressKey,
    nowMs,
    isMasqueraded: config.masquerades(address, port),
  }
  let result: Attempt | null = null
  translator.simulated.comeUp()
  const entry = translator.simulated.connect(server, opening, (given) => {
    const { spoken, answer } = speak(config, translator, given, one)
    result = {
      tried: ended(outcomeOf(spoken, answer), spoken),
      // The client is through when it has its answer; goodbyes are said meanwhile.
      tookMs: spoken.is === 'done' && answer.outcome !== 'timeout' ? spoken.endMs : Math.min(spoken.endMs, timeoutMs),
      sightings: spoken.sightings,
    }
    if (answer.outcome === 'timeout') result = { ...result, tookMs: timeoutMs }
    return courseOf(spoken)
  })
  return (entry && result) ?? refused
}

const connectionRefused = { outcome: 'refused', error: 'ECONNREFUSED', status: null } as const

const rounded = (ms: number | null): number | null => ms && Math.round(ms * 1_000) / 1_000

/** On the node's own table; or, of another node's address, on that one's. */
function findServer(
  terrain: Terrain,
  node: Ground,
  key: ReturnType<typeof makeVirtualServerKey>,
  address: string,
): { readonly server: SimulatedServer; readonly translator: Ground } | null {
  for (const translator of [node, nodeAt(terrain, address)]) {
    const server = translator?.simulated.table.find(key)
    if (translator && server) return { server, translator }
  }
  return null
}

function speak(config: ProbesConfig, translator: Ground, given: Given, { method, timeoutMs }: ProbeOnce) {
  const { terrain, seed } = config
  const ends = translator.simulated.endsOf(given)!
  const { real, virtual } = ends
  const target = `${virtual.address.includes(':') ? `[${virtual.address}]` : virtual.address}:${virtual.port}`
  const answer = answerTo(method, config.hostOf({ protocol: ends.protocol, ...virtual }), target)
  const listens = terrain.listens(real.address, real.port)
  const script = listens ? answer.script : refusing(answer.script)
  const spoken = makeTalk(terrain, makeLink(terrain, translator, ends), seed).speak(
    script,
    given.opening.nowMs,
    timeoutMs,
  )
  return { spoken, answer }
}

/** The Pod's kernel answers in place of a process: a reset, or ICMP that says so. */
export function refusing(script: Script): Script {
  const [first] = script
  return first?.says === 'datagram' ? [first, refusal] : reset
}

function outcomeOf({ is }: Spoken, answer: Answer): Omit<Answer, 'script'> {
  switch (is) {
    case 'done':
      return answer
    case 'refused':
      return connectionRefused
    case 'unanswered':
    case 'given-up':
      return { outcome: 'timeout', error: null, status: null }
  }
}

const endings = { done: 'farewell', refused: 'reset', unanswered: 'unanswered', 'given-up': 'given-up' } as const

/** For the tables of the node that translates: what IPVS counted, and how long it saw packets. */
export function courseOf({ is, isConfirmed, endMs, counts }: Spoken): Course {
  return {
    profile: {
      meanSeconds: 0,
      opening: makeCounts([1, ...counts.subarray(1)]),
      flow: makeCounts(),
      closing: makeCounts(),
    },
    lifeMs: endMs,
    ending: endings[is],
    isConfirmed,
  }
}
