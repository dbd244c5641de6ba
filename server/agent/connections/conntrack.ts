/** What conntrack knows of given connections, from the first way to it that this node has. */
import type { ConntrackEntry } from '#model/sources/conntrack/entry.ts'
import { makeConntrackSearch, type WantedEntry } from '#model/sources/conntrack/find.ts'
import type { Kernel } from '../kernel.ts'
import type { Take } from '../stream.ts'

export type ConntrackKernel = Pick<Kernel, 'read' | 'stream' | 'runStream'>

export type Looked =
  /** `cut`: why entries may be missing that are there; null when all were looked at. */
  | { readonly is: 'read'; readonly entries: readonly (ConntrackEntry | null)[]; readonly cut: string | null }
  | { readonly is: 'unreadable'; readonly why: string }

const file = '/proc/net/nf_conntrack'
const setting = '/proc/sys/net/ipv4/vs/conntrack'
/** Of both readings together. */
const mostBytes = 128 * 1024 * 1024
/** The same. */
const mostMs = 5_000

/**
 * Reads nothing when there is nothing to look for. The file is read once more when entries are missing: every
 * read() of it finds its place by counting from the beginning (Linux 6.1 nf_conntrack_standalone.c, ct_get_idx; since
 * 6.16 within one hash chain), so for each entry that vanished meanwhile one that is there is passed over. Another look
 * passes over others; no number of looks is proof. A dump by netlink, as `conntrack -L` makes, keeps its place
 * and is made once.
 */
export async function findConntrack(kernel: ConntrackKernel, connections: readonly WantedEntry[]): Promise<Looked> {
  if (connections.length === 0) return { is: 'read', entries: [], cut: null }
  if (connections.some(({ real }) => real !== null) && isSwitchedOff(kernel)) {
    const why = 'net.ipv4.vs.conntrack is 0 on this node: its kernel keeps no conntrack entries of IPVS connections.'
    return { is: 'unreadable', why }
  }
  const search = makeConntrackSearch(connections)
  const began = performance.now()
  let left = mostBytes
  let pieces = 0
  let ended: string | null = null
  const take: Take = (piece) => {
    search.push(piece)
    pieces++
    left -= piece.length
    if (search.isComplete()) return 'enough'
    if (left <= 0) ended = `Only the first ${mostBytes / 1024 / 1024} MiB of this node's conntrack entries were read.`
    else if (performance.now() - began > mostMs)
      ended = `Reading this node's conntrack entries was ended after ${mostMs / 1000} s.`
    return ended === null ? 'more' : 'enough'
  }
  const noFile = await readFile(kernel, take)
  const why = noFile && (await runTool(kernel, connections, take, noFile))
  if (why !== null) return { is: 'unreadable', why }
  const cut = ended
  // What comes in one piece comes from one read(), which passes over nothing.
  const mayHaveMissed = noFile === null && pieces > 1 && cut === null && !search.isComplete()
  if (mayHaveMissed) await readFile(kernel, take)
  return { is: 'read', entries: search.finish(), cut }
}

function isSwitchedOff(kernel: ConntrackKernel): boolean {
  try {
    const bytes = kernel.read(setting)
    return bytes !== null && new TextDecoder().decode(bytes).trim() === '0'
  } catch {
    return false
  }
}

/** Null when it was read, else why not. */
async function readFile(kernel: ConntrackKernel, take: Take): Promise<string | null> {
  try {
    return (await kernel.stream(file, take)) ? null : `There is no ${file} here.`
  } catch (error) {
    return `${file} cannot be read: ${(error as Error).message}.`
  }
}

/** The program lists one family at a time, and less when all connections have one virtual address. */
async function runTool(
  kernel: ConntrackKernel,
  connections: readonly WantedEntry[],
  take: Take,
  noFile: string,
): Promise<string | null> {
  const families = new Set(connections.map(({ virtual }) => (virtual.address.includes(':') ? 'ipv6' : 'ipv4')))
  const virtuals = new Set(connections.map(({ virtual }) => virtual.address))
  const protocols = new Set(connections.map(({ protocol }) => protocol.toLowerCase()))
  const narrower = [
    ...(virtuals.size === 1 ? ['--orig-dst', ...virtuals] : []),
    ...(protocols.size === 1 ? ['-p', ...protocols] : []),
  ]
  for (const family of families) {
    const ran = await kernel.runStream(['conntrack', '-L', '-o', 'extended,id', '-f', family, ...narrower], take)
    if (ran.is === 'missing') {
      return `${noFile} The program conntrack is not there either: install conntrack-tools beside the agent.`
    }
    if (ran.is === 'failed') return ran.why
  }
  return null
}
