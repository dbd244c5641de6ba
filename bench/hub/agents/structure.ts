/**
 * The table every node has, and how it changes: a real server goes, another comes. A real server is
 * known by its slot, which stays while its place in the order of the table moves.
 */
import { createHash } from 'node:crypto'
import { compareAddresses } from '#model/address.ts'
import { makeTableHash, type TableHash } from '#model/ids.ts'
import { hashVirtualServer, type VirtualServer } from '#model/topology.ts'
import { virtualAddress } from './addresses.ts'

export interface Structure {
  readonly services: number
  readonly reals: number
  /** Counts changes, from 0. */
  version(): number
  hash(): TableHash
  /** Hashes of the virtual servers one after the other, in the table's order. */
  entries(): string
  /** Position in the table is the number of the Service. */
  server(service: number): VirtualServer
  serverHash(service: number): string
  /** Those of the present table, and of tables before it. */
  withHashes(hashes: readonly string[]): VirtualServer[]
  /** Slots of a Service in the order of its rows. */
  slotsInOrder(service: number): Uint8Array
  /** Version at which what is in the slot came. */
  cameAt(service: number, slot: number): number
  /** Services with another table entry than at a version, ascending. */
  changedSince(version: number): number[]
  replace(service: number, slot: number, address: string): void
}

export interface Address {
  readonly address: string
  readonly node: number
}

export const realPort = 8080
/** Most of a table is TCP, which comes before UDP in it. */
const udpShare = 0.1
export const isUdp = (service: number, services: number): boolean => service >= services * (1 - udpShare)
export const virtualPort = 80

/** Virtual servers that went and can still be asked for. */
const mostGone = 5_000

/** `addresses`: those of each Service, by slot. */
export function makeStructure(addresses: readonly (readonly string[])[]): Structure {
  const services = addresses.length
  const reals = addresses[0]?.length ?? 0
  const bySlot = addresses.map((each) => [...each])
  const servers: VirtualServer[] = []
  const hashes: string[] = []
  const orders: Uint8Array[] = []
  const byHash = new Map<string, VirtualServer>()
  const gone: string[] = []
  const came = new Uint32Array(services * reals)
  const changedAt = new Uint32Array(services)
  let version = 0
  let entries: string | null = null
  let hash: TableHash | null = null

  const settle = (service: number) => {
    const own = bySlot[service]!
    orders[service] = Uint8Array.from(own.keys()).sort((a, b) => compareAddresses(own[a]!, own[b]!))
    servers[service] = {
      match: {
        protocol: isUdp(service, services) ? 'UDP' : 'TCP',
        address: virtualAddress(service),
        port: virtualPort,
      },
      scheduler: 'rr',
      schedulerFlags: [],
      onePacket: false,
      persistence: null,
      realServers: [...orders[service]].map((slot) => ({
        address: own[slot]!,
        port: realPort,
        forward: 'Masq',
        weight: 1,
      })),
    }
    hashes[service] = hashVirtualServer(servers[service])
    byHash.set(hashes[service], servers[service])
    entries = hash = null
  }
  for (let service = 0; service < services; service++) settle(service)

  return {
    services,
    reals,
    version: () => version,
    hash: () => (hash ??= hashOf(hashes)),
    entries: () => (entries ??= hashes.join('')),
    server: (service) => servers[service]!,
    serverHash: (service) => hashes[service]!,
    withHashes: (wanted) => wanted.flatMap((each) => byHash.get(each) ?? []),
    slotsInOrder: (service) => orders[service]!,
    cameAt: (service, slot) => came[service * reals + slot]!,
    changedSince: (since) => [...changedAt.keys()].filter((service) => changedAt[service]! > since),
    replace(service, slot, address) {
      version++
      gone.push(hashes[service]!)
      if (gone.length > mostGone) byHash.delete(gone.shift()!)
      bySlot[service]![slot] = address
      came[service * reals + slot] = version
      changedAt[service] = version
      settle(service)
    },
  }
}

/** What `hashTable` of the model makes, by the quicker hash of the machine: twenty tables a second are hashed here. */
const hashOf = (hashes: readonly string[]): TableHash =>
  makeTableHash(
    createHash('sha256')
      .update(`v1 table\n${hashes.join('\n')}`)
      .digest('hex')
      .slice(0, 32),
  )
