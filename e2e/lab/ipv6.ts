/**
 * The lab's IPv6, put there on demand. IPIP carries IPv4 only: Pod blocks are routed over the LAN as they are, by way of
 * each node's address there, as Calico does it without encapsulation.
 */
import { type LabNode, nodes } from './reference-case.ts'

/** All Pod blocks lie in it. */
export const clusterCidr6 = 'fd00:244::/64'

/** As the node's IPv4 address ends. */
const suffix = ({ address }: LabNode): string => address.slice(address.lastIndexOf('.') + 1)

/** On the LAN, a /64. */
export const address6Of = (node: LabNode): string => `fd00:138::${suffix(node)}`
export const block6Of = (node: LabNode): string => `fd00:244::${suffix(node)}:0/122`
/** Of the node's Pod number `index`, from 0; blocks have room for 62. */
export const podAddress6 = (node: LabNode, index: number): string =>
  `fd00:244::${suffix(node)}:${(index + 2).toString(16)}`

/** Input of `ip -batch`; may be given again. */
export const network6Batch = (node: LabNode, device: string): string =>
  [
    `address replace ${address6Of(node)}/64 dev ${device} nodad`,
    `route replace blackhole ${block6Of(node)} proto bird`,
    ...nodes
      .filter((other) => other.name !== node.name)
      .map((other) => `route replace ${block6Of(other)} via ${address6Of(other)} dev ${device} proto bird`),
    '',
  ].join('\n')
