/** A kernel of nothing, for tests to put on it what they are about. */
import { parseIpv4 } from '#model/address.ts'
import type { RealServer, VirtualServer } from '#model/topology.ts'
import type { Kernel, Netlink } from './kernel.ts'

export const bareKernel: Kernel = {
  read: () => null,
  list: () => null,
  stream: async () => false,
  run: async () => ({ is: 'missing', why: 'There are no programs in this test.' }),
  runStream: async () => ({ is: 'missing', why: 'There are no programs in this test.' }),
  ask: async () => ({ is: 'missing', why: 'Nobody listens in this test.' }),
  addresses: () => [],
  monotonicNs: () => 0n,
  wallMs: () => 0,
  openNetlink: () => ({ why: 'no netlink in this test' }),
  probe: async () => ({ why: 'Nothing is probed in this test.' }),
  capture: () => ({ why: 'Nothing is captured in this test.' }),
}

/** Netlink that answers each question with these replies. */
export const answering = (answer: (message: Uint8Array) => readonly Uint8Array[]): Netlink => ({
  request(message, take) {
    for (const reply of answer(message)) take(reply, 0, reply.length)
  },
  close() {},
})

/** All replies to one question, each of its own memory. */
export function repliesOf(netlink: Netlink, message: Uint8Array): Uint8Array[] {
  const replies: Uint8Array[] = []
  netlink.request(message, (bytes, from, to) => void replies.push(bytes.slice(from, to)))
  return replies
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')
const place = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  `${hex(parseIpv4(address) ?? 0, 8)}:${hex(port, 4)}`

/** `/proc/net/ip_vs` of virtual servers with IPv4 addresses or marks, their rows newest first. */
export function renderTable(
  servers: readonly VirtualServer[],
  countsOf: (server: VirtualServer, real: RealServer) => readonly [active: number, inactive: number],
): string {
  const lines = [
    'IP Virtual Server version 1.2.1 (size=4096)',
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
  ]
  for (const server of servers) {
    const { match, scheduler, onePacket, persistence } = server
    const where = match.protocol === 'FWM' ? hex(match.mark, 8) : place(match)
    const lasting = persistence ? `persistent ${(persistence.timeoutSeconds ?? 60) * 100} FFFFFFFF` : ''
    lines.push(`${match.protocol}  ${where} ${scheduler} ${onePacket ? 'ops ' : ''} ${lasting}`)
    for (const real of server.realServers.toReversed()) {
      const [active, inactive] = countsOf(server, real).map((count) => String(count).padEnd(10))
      const weight = String(real.weight).padEnd(6)
      lines.push(`  -> ${place(real)}      ${real.forward.padEnd(7)} ${weight} ${active} ${inactive}`)
    }
  }
  return `${lines.join('\n')}\n`
}
