/** One walk through the kernel's connections, bounded in bytes and time. While they move, rows come twice or not at all: `sources/connections/repeats.ts`. */
import type { Kernel } from '../kernel.ts'
import type { Take } from '../stream.ts'

export type Walked =
  /** `cut`: why only a part was read; null when all was, or `take` had enough. */
  | { readonly is: 'read'; readonly cut: string | null }
  /** The kernel has no such table. */
  | { readonly is: 'absent'; readonly why: string }
  | { readonly is: 'unreadable'; readonly why: string }

const file = '/proc/net/ip_vs_conn'
/** About a million connections. */
const mostBytes = 64 * 1024 * 1024
const mostMs = 5_000

export async function walkConnections(kernel: Pick<Kernel, 'stream'>, take: Take): Promise<Walked> {
  const began = performance.now()
  let bytes = 0
  let cut: string | null = null
  try {
    const isThere = await kernel.stream(file, (piece) => {
      bytes += piece.length
      if (take(piece) === 'enough') return 'enough'
      if (bytes >= mostBytes)
        cut = `Only the first ${mostBytes / 1024 / 1024} MiB of this node's connections were read.`
      else if (performance.now() - began > mostMs)
        cut = `Reading this node's connections was ended after ${mostMs / 1000} s.`
      return cut === null ? 'more' : 'enough'
    })
    if (isThere) return { is: 'read', cut }
    return { is: 'absent', why: `There is no ${file}: the ip_vs module is not loaded.` }
  } catch (error) {
    return { is: 'unreadable', why: `${file} cannot be read: ${(error as Error).message}.` }
  }
}
