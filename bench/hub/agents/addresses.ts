/** Where everything of the simulated cluster is: one virtual server a Service, a block of Pod addresses a node. */
import { formatIpv4 } from '#model/address.ts'

const firstNode = (172 << 24) | (16 << 16)
const firstVirtual = (10 << 24) | (96 << 16)
const firstPod = (10 << 24) | (128 << 16)
const firstAgent = (127 << 24) | (1 << 16)

const at = (first: number, index: number): string => formatIpv4((first + index) >>> 0)

export const nodeName = (node: number): string => `node-${String(node).padStart(4, '0')}`
export const nodeAddress = (node: number): string => at(firstNode, node + 1)
/** Every address below 127.0.0.0/8 is this machine. */
export const agentAddress = (node: number): string => at(firstAgent, node + 1)
export const virtualAddress = (service: number): string => at(firstVirtual, service + 1)

export interface PodBlocks {
  /** `10.128.4.0/24` */
  block(node: number): string
  /** An address of the node's block that has not been used for long. */
  next(node: number): string
}

/** Blocks large enough that an address comes back only after several others. */
export function makePodBlocks(nodes: number, pods: number): PodBlocks {
  const bits = Math.max(8, Math.ceil(Math.log2((8 * pods) / nodes)))
  const used = new Uint32Array(nodes)
  const base = (node: number) => node * 2 ** bits
  return {
    block: (node) => `${at(firstPod, base(node))}/${32 - bits}`,
    next: (node) => at(firstPod, base(node) + 1 + (used[node]!++ % (2 ** bits - 2))),
  }
}
