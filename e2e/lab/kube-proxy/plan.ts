/**
 * One sync of a node's table, as kube-proxy 1.33 does it (pkg/proxy/ipvs/proxier.go, syncEndpoint;
 * graceful_termination.go): what is wanted is added, then what is not wanted is taken away, a TCP
 * real server with connections only by weight 0 until they are gone.
 */
import { familyOf } from '#model/address.ts'
import { makeKey, makeRealKey, type VirtualServer } from '#model/topology.ts'
import type { ListedReal, ListedServer } from './listing.ts'

export interface Plan {
  /** Lines for `ipvsadm -R`. */
  readonly lines: readonly string[]
  /** Rows left at weight 0, as `VIRTUAL REAL`: to be looked at by the minute. */
  readonly draining: ReadonlySet<string>
}

const protocolOption = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' } as const

/** `-t 10.0.0.1:80`, from the key of a virtual server. kube-proxy makes none by firewall mark, but it deletes them. */
function option(key: string): string {
  const [protocol, where] = key.split(' ') as [keyof typeof protocolOption | 'FWM', string]
  return protocol === 'FWM' ? `-f ${where}` : `${protocolOption[protocol]} ${where}`
}

/** Scheduler and flags in ipvsadm's listing, for comparison with it. */
function settingsOf(server: VirtualServer): string {
  const words = [server.scheduler]
  if (server.schedulerFlags?.length) words.push(`(${server.schedulerFlags.join(',')})`)
  if (server.persistence) words.push(`persistent ${server.persistence.timeoutSeconds}`)
  return words.join(' ')
}

function settingOptions(server: VirtualServer): string {
  const words = [`-s ${server.scheduler}`]
  if (server.schedulerFlags?.length) words.push(`-b ${server.schedulerFlags.join(',')}`)
  if (server.persistence) words.push(`-p ${server.persistence.timeoutSeconds}`)
  const isIpv6 = server.match.protocol !== 'FWM' && familyOf(server.match.address) === 6
  if (server.persistence && isIpv6) words.push(`-M ${server.persistence.prefix}`)
  return words.join(' ')
}

export const rowKey = (server: string, real: string): string => `${server} ${real}`

/** `isFirst`: a kube-proxy that just started sets every weight right; later it looks at presence only. */
export function planSync(
  have: ReadonlyMap<string, ListedServer>,
  want: readonly VirtualServer[],
  draining: ReadonlySet<string>,
  isFirst: boolean,
): Plan {
  const lines: string[] = []
  const left = new Set<string>()
  const wantedKeys = new Set<string>(want.map((server) => makeKey(server.match)))
  for (const server of want) {
    const key = makeKey(server.match)
    const listed = have.get(key)
    if (listed === undefined) lines.push(`-A ${option(key)} ${settingOptions(server)}`)
    else if (listed.settings !== settingsOf(server)) lines.push(`-E ${option(key)} ${settingOptions(server)}`)
    const wanted = new Set<string>(server.realServers.map(makeRealKey))
    for (const real of wanted) {
      const add = `-a ${option(key)} -r ${real} -m -w 1`
      const row = listed?.reals.get(real)
      if (row === undefined) lines.push(add)
      else if (draining.has(rowKey(key, real))) lines.push(`-d ${option(key)} -r ${real}`, add)
      else if (isFirst && row.weight !== 1) lines.push(`-e ${option(key)} -r ${real} -m -w 1`)
    }
    for (const real of listed?.reals.values() ?? []) {
      if (wanted.has(real.key)) continue
      if (draining.has(rowKey(key, real.key))) left.add(rowKey(key, real.key))
      else lines.push(remove(key, real, left))
    }
  }
  for (const key of have.keys()) if (!wantedKeys.has(key)) lines.push(`-D ${option(key)}`)
  return { lines, draining: left }
}

function remove(key: string, real: ListedReal, left: Set<string>): string {
  if (!key.startsWith('TCP ') || real.connections === 0) return `-d ${option(key)} -r ${real.key}`
  left.add(rowKey(key, real.key))
  return `-e ${option(key)} -r ${real.key} -m -w 0`
}

/** The minute's look at rows left at weight 0: those without connections go. */
export function planDrained(have: ReadonlyMap<string, ListedServer>, draining: ReadonlySet<string>): Plan {
  const lines: string[] = []
  const left = new Set<string>()
  for (const server of have.values()) {
    for (const real of server.reals.values()) {
      if (!draining.has(rowKey(server.key, real.key))) continue
      if (real.connections > 0) left.add(rowKey(server.key, real.key))
      else lines.push(`-d ${option(server.key)} -r ${real.key}`)
    }
  }
  return { lines, draining: left }
}
