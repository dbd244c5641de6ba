/**
 * What kube-proxy reads before it writes, from `ipvsadm -Ln`:
 *
 *     TCP  10.104.197.218:80 rr persistent 10800
 *       -> 100.66.209.194:80            Masq    1      0          2
 */
export interface ListedReal {
  readonly key: string
  readonly weight: number
  /** Connections the kernel still knows, active and inactive. */
  readonly connections: number
}

export interface ListedServer {
  /** As `makeKey` of the model spells it. */
  readonly key: string
  /** Scheduler and flags as ipvsadm words them. */
  readonly settings: string
  readonly reals: ReadonlyMap<string, ListedReal>
}

export function parseListing(text: string): Map<string, ListedServer> {
  const servers = new Map<string, ListedServer>()
  let reals = new Map<string, ListedReal>()
  for (const line of text.split('\n')) {
    const real = /^ {2}-> (\S+:\d+)\s+\S+\s+(-?\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line)
    const head = /^(TCP|UDP|SCTP|FWM) +(\S+) (.+)$/.exec(line)
    if (real) {
      reals.set(real[1]!, { key: real[1]!, weight: Number(real[2]), connections: Number(real[3]) + Number(real[4]) })
    } else if (head) {
      reals = new Map()
      const key = `${head[1]} ${head[2]}`
      servers.set(key, { key, settings: head[3]!, reals })
    }
  }
  return servers
}
