/** What tcpdump sees on whole nodes while something is done: the plain truth that verdicts are held against. */
import { type Lab, until } from './lab.ts'

export interface Sighting {
  readonly node: string
  readonly device: string
  readonly direction: 'in' | 'out'
  /** As the client that asks sees it; `icmp`: the network's own word about either. */
  readonly way: 'request' | 'reply' | 'icmp'
}

export interface SeenPacket extends Sighting {
  /** Seconds since 1970 by the node's clock; clocks of lab nodes are some 50 ms apart. */
  readonly at: number
  /** Address and port of the end that asks, in tcpdump's spelling; null of ICMP. */
  readonly client: string | null
  /** Payload; several segments in one where the kernel has not cut them yet. */
  readonly bytes: number
  /** tcpdump's words from the addresses on; of a tunnel's packet those of what it carries. */
  readonly text: string
}

const filter = (ports: readonly number[]): string =>
  [...[...ports, marker.port].map((port) => `port ${port}`), 'ip proto 4', 'icmp', '(icmp6 and ip6[40] < 128)'].join(
    ' or ',
  )

const patienceMs = 60_000

// A length must be said: immediate mode keeps room for eight packets of the usual one.
const program = ['tcpdump', '-i', 'any', '-nn', '-tt', '-l', '--immediate-mode', '-s', '256']

/** Sent to the node itself when the work is done: what tcpdump says after it has passed after it. */
const marker = { address: '127.0.0.1', port: 9 }
const mark = ['bash', '-c', `echo > /dev/udp/${marker.address}/${marker.port}`]

/**
 * Packets to and from these server ports, bare or in IPIP, and ICMP errors, on all devices of the nodes but loopback;
 * by node, in the order of its clock. Packets of connections that were begun before are left out.
 */
export async function watchDuring(
  lab: Pick<Lab, 'exec'>,
  nodes: readonly string[],
  ports: readonly number[],
  work: () => Promise<unknown>,
): Promise<SeenPacket[]> {
  const stop = new AbortController()
  const watched = nodes.map((node) => ({ node, said: '', isListening: false }))
  const captures = watched.map((each) =>
    lab
      .exec(each.node, [...program, filter(ports)], {
        onOut: (chunk) => {
          each.said += chunk
        },
        onErr: (chunk) => {
          each.isListening ||= chunk.includes('listening on')
        },
        signal: stop.signal,
      })
      // Ended by us, its connection breaks.
      .catch(() => undefined),
  )
  try {
    await until('tcpdump listens', patienceMs, async () => watched.every(({ isListening }) => isListening))
    await work()
    await Promise.all(watched.map(({ node }) => lab.exec(node, mark)))
    const isMarked = ({ said }: { readonly said: string }) => said.includes(`> ${marker.address}.${marker.port}: `)
    await until('tcpdump has said all', patienceMs, async () => watched.every(isMarked))
  } finally {
    stop.abort()
    await Promise.all(captures)
  }
  return begunNow(watched.flatMap(({ node, said }) => parseSeen(node, said, ports)))
}

/** A server whose answers are lost sends them again for a minute: those of earlier requests are none of this one's. */
function begunNow(packets: readonly SeenPacket[]): SeenPacket[] {
  const begun = new Set(
    packets.filter(({ way, text }) => way === 'request' && !isLate(text)).map(({ client }) => client),
  )
  return packets.filter(({ client }) => client === null || begun.has(client))
}

/** TCP, and no first packet. */
const isLate = (text: string): boolean => /: Flags \[/.test(text) && !/: Flags \[S\]/.test(text)

/**
 *     1764104102.371 tunl0 Out IP 100.117.189.64.31076 > 100.108.11.194.80: Flags [S], …
 *     1764104102.372 enp4s4 Out IP 192.168.138.50 > 192.168.138.53: IP 100.117.189.64.31076 > 100.108.11.194.80: …
 */
export const parseSeen = (node: string, said: string, ports: readonly number[]): SeenPacket[] =>
  said.split('\n').flatMap((line) => {
    const [, at, device = '', direction, rest = ''] = /^(\d+\.\d+) +(\S+) +(In|Out) +(.*)$/.exec(line) ?? []
    const [, from = '', to = '', words = ''] = /^(?:IP \S+ > \S+: )?IP6? (\S+) > (\S+): (.*)$/.exec(rest) ?? []
    const ends = endsOf(from, to, words, ports)
    if (ends === null || device === 'lo') return []
    return {
      ...{ node, device, direction: direction === 'In' ? 'in' : 'out', ...ends },
      ...{ at: Number(at), bytes: Number(/, length (\d+)/.exec(words)?.[1] ?? 0), text: `${from} > ${to}: ${words}` },
    }
  })

function endsOf(
  from: string,
  to: string,
  words: string,
  ports: readonly number[],
): Pick<SeenPacket, 'way' | 'client'> | null {
  if (words.startsWith('ICMP')) return { way: 'icmp', client: null }
  const isServer = (end: string) => ports.includes(Number(end.slice(end.lastIndexOf('.') + 1)))
  if (isServer(to)) return { way: 'request', client: from }
  return isServer(from) ? { way: 'reply', client: to } : null
}

/** Each kind of sighting once, node by node in the order first seen. */
export const sightingsOf = (packets: readonly SeenPacket[]): string[] => [...new Set(packets.map(formatSighting))]

export const formatSighting = ({ node, device, direction, way }: Sighting): string =>
  `${way} ${node} ${device} ${direction}`
