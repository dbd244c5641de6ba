/** Addresses handed out: Pods from their node's block, Services from the cluster's range. */
import { formatIpv4, parseIpv4 } from '#model/address.ts'

export interface AddressPool {
  /** The next free one; going round, so that a freed address is not used again at once. Null when all are taken. */
  take(): string | null
  /** Marks one as taken by somebody who chose it. */
  reserve(address: string): void
  free(address: string): void
}

/** `from` and `count`: the addresses of the pool. */
export function makeAddressPool(from: string, count: number): AddressPool {
  const first = parseIpv4(from) ?? 0
  const taken = new Set<string>()
  let next = 0
  return {
    take() {
      for (let tries = 0; tries < count; tries++) {
        const address = formatIpv4((first + (next++ % count)) >>> 0)
        if (taken.has(address)) continue
        taken.add(address)
        return address
      }
      return null
    },
    reserve: (address) => void taken.add(address),
    free: (address) => void taken.delete(address),
  }
}

/** The usable addresses of a Pod block: its first stands on tunl0, its last is left alone. */
export function makeBlockPool(block: string): AddressPool {
  const [first = '', prefix = '26'] = block.split('/')
  const size = 2 ** (32 - Number(prefix))
  return makeAddressPool(formatIpv4(((parseIpv4(first) ?? 0) + 2) >>> 0), size - 3)
}

/** A Pod's IPv6 address beside its IPv4 one. */
export function ipv6Beside(address: string): string {
  const value = parseIpv4(address) ?? 0
  return `fd00:244:${(value >>> 16).toString(16)}::${(value & 0xffff).toString(16)}`
}

/** `100.66.209.192/26` has `fd00:244:6442::d1c0/122` beside it. */
export function ipv6BlockBeside(block: string): string {
  const [first = '', prefix = '26'] = block.split('/')
  return `${ipv6Beside(first)}/${96 + Number(prefix)}`
}

/** The last usable address of a network, which is never handed out here. */
export const lastAddressOf = (address: string, prefix: number): string =>
  formatIpv4((((parseIpv4(address) ?? 0) | (2 ** (32 - prefix) - 1)) - 1) >>> 0)
