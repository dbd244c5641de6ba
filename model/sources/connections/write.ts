/** Connections and templates as the kernel writes them in `/proc/net/ip_vs_conn`, for simulated kernels and tests. */
import { formatIpv4, formatIpv6 } from '../../address.ts'
import type { Connection, FlowEnd } from '../../flow.ts'
import { formatKernelAddress, formatKernelPort } from './kernel-address.ts'
import type { PersistenceTemplate } from './row.ts'

export const connectionsTitle = 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n'

export const writeConnection = ({ protocol, client, virtual, real, state, expiresSeconds }: Connection): string =>
  writeLine(protocol, [client, virtual, real], state, expiresSeconds)

/** A client's or mark's template has port 0 where a connection has one; an invalidated one FFFF. */
export function writeTemplate(template: PersistenceTemplate): string {
  const { match, client, real, state, expiresSeconds, isInvalidated, engine } = template
  const port = (known: number | null) => known ?? (isInvalidated ? 0xffff : 0)
  const virtual =
    match.protocol === 'FWM'
      ? { address: writeMark(match.mark, client.includes(':')), port: port(isInvalidated ? null : 0) }
      : { address: match.address, port: port(match.port) }
  const ends = [{ address: client, port: 0 }, virtual, { address: real.address, port: port(real.port) }]
  const protocol = match.protocol === 'FWM' ? 'IP' : match.protocol
  return writeLine(protocol, ends, state, expiresSeconds, engine)
}

function writeLine(
  protocol: string,
  ends: readonly FlowEnd[],
  state: string,
  expiresSeconds: number,
  engine: PersistenceTemplate['engine'] = null,
): string {
  const targets = ends.map(({ address, port }) => `${formatKernelAddress(address)} ${formatKernelPort(port)}`)
  const line = `${protocol.padEnd(3)} ${targets.join(' ')} ${state.padEnd(11)} ${String(expiresSeconds).padStart(7)}`
  return engine === null ? `${line}\n` : `${line} ${engine.name} ${engine.data}\n`
}

/** As an address: its 32 bits where an IPv4 address, or the beginning of an IPv6 one, would stand. */
export const writeMark = (mark: number, isIpv6: boolean): string =>
  isIpv6 ? formatIpv6([mark >>> 16, mark & 0xffff, 0, 0, 0, 0, 0, 0]) : formatIpv4(mark)
