/**
 * What no probe asks, whatever the hub says: this node's inside, its neighbours on the wire, what clouds tell only
 * to machines, and the ports nodes are managed by.
 */
import { familyOf, parseIpv4, parseIpv6 } from '#model/address.ts'
import type { Address } from '#model/cluster.ts'

export interface Here {
  /** Of interfaces that are up: ClusterIPs on kube-ipvs0 are not among them. */
  readonly addresses: readonly Address[]
  readonly agentPort: number
}

/** One sentence; null when it may be asked. */
export function whyForbidden(address: string, port: number, here: Here): string | null {
  const what = kindOf(address) ?? (isOwnBroadcast(address, here) ? 'a broadcast address' : null)
  if (what !== null) return `${address} is ${what}: this agent never asks that.`
  if (nodePorts.has(port)) return `Port ${port} is ${nodePorts.get(port)}'s, on every node: this agent never asks that.`
  const whose = port === here.agentPort ? "the agent's own" : ownPorts.get(port)
  return whose !== undefined && here.addresses.some((own) => own.address === address)
    ? `Port ${port} of this node is ${whose}: this agent never asks that.`
    : null
}

/** No Service has these ports; nodes do, at addresses an agent cannot all know. */
const nodePorts: ReadonlyMap<number, string> = new Map([
  [10_250, 'the kubelet'],
  [10_255, 'the kubelet'],
  [10_249, 'kube-proxy'],
  [10_256, 'kube-proxy'],
])

/** Services may have these ports: they are kept from at this node's addresses only. */
const ownPorts: ReadonlyMap<number, string> = new Map([
  [22, 'for ssh'],
  [2_379, "etcd's"],
  [2_380, "etcd's"],
  [6_443, "the Kubernetes API's"],
])

const kindOf = (address: string): string | null => {
  if (familyOf(address) === 6) return kindOfIpv6(address)
  const value = parseIpv4(address)
  return value === null ? 'no IP address' : kindOfIpv4(value)
}

const loopback = 'a loopback address'
const linkLocal = 'a link-local address'
const multicast = 'a multicast address'
const metadata = "a cloud's metadata address"

/** Azure's host, Alibaba's and Oracle's metadata; Amazon's and Google's are link-local. */
const metadataIpv4 = ['168.63.129.16', '100.100.100.200', '192.0.0.192'].map((text) => parseIpv4(text))

function kindOfIpv4(value: number): string | null {
  if (metadataIpv4.includes(value)) return metadata
  const first = value >>> 24
  if (first === 0) return 'no address of a machine'
  if (first === 127) return loopback
  if (value >>> 16 === 0xa9fe) return linkLocal
  if (value === 0xffff_ffff) return 'a broadcast address'
  if (first >= 240) return 'a reserved address'
  return first >= 224 ? multicast : null
}

/** Amazon's and Google's metadata. */
const metadataIpv6 = ['fd00:ec2::254', 'fd20:ce::254'].map((text) => String(parseIpv6(text)))

function kindOfIpv6(address: string): string | null {
  const groups = parseIpv6(address)
  if (groups === null) return 'no IP address'
  if (metadataIpv6.includes(String(groups))) return metadata
  const [first, second] = groups as [number, number]
  if (groups.slice(0, 7).every((group) => group === 0)) {
    if (groups[7] === 0) return 'the unspecified address'
    if (groups[7] === 1) return loopback
  }
  if ((first & 0xffc0) === 0xfe80) return linkLocal
  if (first >>> 8 === 0xff) return multicast
  return isIpv4Inside(groups, first, second) ? "an IPv4 address in IPv6's clothes" : null
}

/**
 * Whatever IPv4 address is inside: compatible `::/96`, mapped `::ffff:0:0/96`, translated `::ffff:0:0:0/96`, NAT64 `64:ff9b::/96` and
 * `64:ff9b:1::/48`, Teredo `2001::/32`, 6to4 `2002::/16`.
 */
function isIpv4Inside(groups: readonly number[], first: number, second: number): boolean {
  if (first === 0x2002 || (first === 0x2001 && second === 0)) return true
  if (first === 0x64 && second === 0xff9b) return true
  if (groups.slice(0, 4).some((group) => group !== 0)) return false
  const [fifth, sixth] = groups.slice(4, 6)
  return (fifth === 0 && (sixth === 0 || sixth === 0xffff)) || (fifth === 0xffff && sixth === 0)
}

function isOwnBroadcast(address: string, { addresses }: Here): boolean {
  const asked = familyOf(address) === 4 ? parseIpv4(address) : null
  if (asked === null) return false
  return addresses.some((own) => {
    const value = familyOf(own.address) === 4 ? parseIpv4(own.address) : null
    if (value === null || own.prefix < 1 || own.prefix > 30) return false
    const hosts = 2 ** (32 - own.prefix) - 1
    return (value | hosts) >>> 0 === asked
  })
}
