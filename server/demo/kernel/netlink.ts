/** The IPVS generic netlink family of a simulated kernel: answers the questions an agent may ask, in the kernel's bytes. */

import { decodeRequest, encodeConfig, encodeInfo } from '#model/sources/ipvs/netlink.ts'
import { encodeService } from '#model/sources/ipvs/netlink-service.ts'
import { makeKey } from '#model/topology.ts'
import type { Netlink } from '#server/agent/kernel.ts'
import { addCounts, makeCounts, totalsOf } from './counts.ts'
import { encodeDestination } from './netlink-dests.ts'
import type { SimulatedTable } from './table.ts'
import type { SimulatedServer } from './virtual-server.ts'

/** `advance` brings the table up to now before it is looked at. */
export function makeSimulatedNetlink(table: SimulatedTable, advance: () => void): Netlink {
  const answer = (message: Uint8Array): readonly Uint8Array[] => {
    const request = decodeRequest(message)
    switch (request?.is) {
      case 'info':
        return [encodeInfo({ version: '1.2.1', connectionTableSize: 4096 })]
      case 'config':
        return [encodeConfig({ tcp: 900, tcpFin: 120, udp: 300 })]
      case 'services':
        return table.servers.map(encodeServer)
      case 'dests': {
        const server = table.find(makeKey(request.match))
        if (server === null) throw new Error('The kernel knows no such virtual server (ESRCH).')
        return server.destinations.map(encodeDestination)
      }
      default:
        throw new Error('The kernel does not know this request (EOPNOTSUPP).')
    }
  }
  return {
    request(message, take) {
      advance()
      for (const reply of answer(message)) take(reply, 0, reply.length)
    },
    close() {},
  }
}

interface Encoded {
  readonly bytes: Uint8Array
  readonly settings: SimulatedServer['settings']
  readonly changes: number
}

/** Made anew only when something in it changed: most virtual servers of a large table rest. */
const known = new WeakMap<SimulatedServer, Encoded>()

function encodeServer(server: SimulatedServer): Uint8Array {
  const { settings, changes } = server
  const before = known.get(server)
  if (before?.settings === settings && before.changes === changes) return before.bytes
  const { scheduler, schedulerFlags, onePacket, persistence } = settings
  const rates = makeCounts()
  for (const { meter } of server.destinations) if (meter) addCounts(rates, meter.average)
  const told = {
    match: server.match,
    family: server.family,
    scheduler,
    schedulerFlags,
    onePacket,
    persistence: persistence && { ...persistence, timeoutSeconds: persistence.timeoutSeconds ?? 0 },
    persistenceEngine: null,
    totals: totalsOf(server.told),
  }
  const bytes = encodeService(told, totalsOf(rates))
  known.set(server, { bytes, settings, changes })
  return bytes
}
