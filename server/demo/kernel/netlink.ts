/** The IPVS generic netlink family of a simulated kernel: answers the questions an agent may ask, in the kernel's bytes. */

import { decodeRequest, encodeInfo } from '#model/sources/ipvs/netlink.ts'
import { encodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { encodeService } from '#model/sources/ipvs/netlink-service.ts'
import { makeKey } from '#model/topology.ts'
import type { Netlink } from '#server/agent/kernel.ts'
import { addCounts, makeCounts, totalsOf } from './counts.ts'
import type { Destination } from './destination.ts'
import type { SimulatedTable } from './table.ts'
import type { SimulatedServer } from './virtual-server.ts'

/** `advance` brings the table up to now before it is looked at. */
export function makeSimulatedNetlink(table: SimulatedTable, advance: () => void): Netlink {
  return {
    request(message) {
      advance()
      const request = decodeRequest(message)
      switch (request?.is) {
        case 'info':
          return [encodeInfo({ version: '1.2.1', connectionTableSize: 4096 })]
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
    },
    close() {},
  }
}

function encodeServer(server: SimulatedServer): Uint8Array {
  const { scheduler, schedulerFlags, onePacket, persistence } = server.settings
  const totals = makeCounts()
  addCounts(totals, server.retired)
  for (const destination of server.destinations) addCounts(totals, destination.told)
  return encodeService({
    match: server.match,
    family: server.family,
    scheduler,
    schedulerFlags,
    onePacket,
    persistence: persistence && { ...persistence, timeoutSeconds: persistence.timeoutSeconds ?? 0 },
    persistenceEngine: null,
    totals: totalsOf(totals),
  })
}

interface Encoded {
  readonly bytes: Uint8Array
  readonly print: string
}

/** Answers are made anew only when something in them moved: most rows of a large table rest. */
const known = new WeakMap<Destination, Encoded>()

function encodeDestination(destination: Destination): Uint8Array {
  const { weight, active, inactive, persistent, told } = destination
  const print = `${weight} ${active} ${inactive} ${persistent} ${told.join(' ')}`
  const before = known.get(destination)
  if (before?.print === print) return before.bytes
  const bytes = encodeDest({
    address: destination.address,
    port: destination.port,
    forward: destination.forward,
    weight,
    upperThreshold: destination.upper,
    lowerThreshold: destination.lower,
    active,
    inactive,
    persistent,
    totals: totalsOf(told),
  })
  known.set(destination, { bytes, print })
  return bytes
}
