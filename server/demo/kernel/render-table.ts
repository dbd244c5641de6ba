/** `/proc/net/ip_vs` as ip_vs_info_seq_show of Linux 6.1 prints it, blanks at line ends included. */
import { familyOf, parseIpv4, parseIpv6 } from '#model/address.ts'
import type { Destination } from './destination.ts'
import type { SimulatedServer } from './virtual-server.ts'

const header = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')

/** `0A600014:0050`, `[fd00:0001:…:0010]:0035` */
function place(address: string, port: number): string {
  const text =
    familyOf(address) === 4
      ? hex(parseIpv4(address) ?? 0, 8)
      : `[${(parseIpv6(address) ?? []).map((group) => group.toString(16).padStart(4, '0')).join(':')}]`
  return `${text}:${hex(port, 4)}`
}

/** `hz`: ticks a second; persistence is printed in ticks. */
function formatServer({ match, family, settings }: SimulatedServer, hz: number): string {
  const { scheduler, onePacket, persistence } = settings
  const ops = onePacket ? 'ops ' : ''
  let line: string
  if (match.protocol === 'FWM') line = `FWM  ${hex(match.mark, 8)} ${scheduler} ${ops}`
  else if (family === 4) line = `${match.protocol}  ${place(match.address, match.port)} ${scheduler} ${ops} `
  // IPv6 rows do not show one-packet scheduling.
  else line = `${match.protocol}  ${place(match.address, match.port)} ${scheduler} `
  if (persistence) {
    const ticks = (persistence.timeoutSeconds ?? 0) * hz
    // The netmask of IPv4; of IPv6 the prefix length, its bytes swapped by the kernel.
    const mask =
      family === 4 ? (persistence.prefix === 0 ? 0 : -1 << (32 - persistence.prefix)) : persistence.prefix << 24
    line += `persistent ${ticks} ${hex(mask >>> 0, 8)}`
  }
  return `${line}\n`
}

/** What of a row does not change, made once. */
const beginnings = new WeakMap<Destination, string>()

function formatDestination(destination: Destination): string {
  let beginning = beginnings.get(destination)
  if (beginning === undefined) {
    beginning = `  -> ${place(destination.address, destination.port)}      ${destination.forward.padEnd(7)} `
    beginnings.set(destination, beginning)
  }
  const weight = String(destination.weight).padEnd(6)
  return `${beginning}${weight} ${String(destination.active).padEnd(10)} ${String(destination.inactive).padEnd(10)}\n`
}

export function formatProcTable(servers: readonly SimulatedServer[], hz: number): string {
  let text = header
  for (const server of servers) {
    text += formatServer(server, hz)
    for (const destination of server.destinations) text += formatDestination(destination)
  }
  return text
}
