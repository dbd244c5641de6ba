/**
 * Addresses that stand for others: of the ranges for documentation and benchmarks, where nobody lives. Equal ones stay
 * equal, those of one /24 (IPv6: /64) stay together, and their order stays, so that what is sorted by address is
 * sorted as before.
 */
import { compareAddresses, familyOf, formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../address.ts'

/** 198.18.0.0/15, then what was never given to anybody, 240.0.0.0/4: first addresses of /24s. */
function* blocks4(): Generator<number> {
  for (let block = 0xc61200; block <= 0xc613ff; block++) yield block
  for (let block = 0xf00000; block < 0xffffff; block++) yield block
}

/** 2001:db8::/32: the third and fourth group. */
function* blocks6(): Generator<string> {
  for (let high = 0; high <= 0xffff; high++) for (let low = 0; low <= 0xffff; low++) yield `${high} ${low}`
}

const block4 = (address: string): number => parseIpv4(address)! >>> 8
const block6 = (address: string): string => parseIpv6(address)!.slice(0, 4).join(' ')
/** The third and fourth group, where the address is one that could be a stand-in. */
const own6 = (address: string): string | null => {
  const [first, second, third, fourth] = parseIpv6(address)!
  return first === 0x2001 && second === 0x0db8 ? `${third} ${fourth}` : null
}

/** Loopback and link-local ones are nobody's in particular. */
export const isNobodys = (address: string): boolean =>
  /^(127\.|0\.0\.0\.0$|169\.254\.|fe[89ab][0-9a-f]:)/.test(address) || address === '::' || address === '::1'

/** `all`: every address there is, in its one spelling. */
export function makeStandIns(all: Iterable<string>): ReadonlyMap<string, string> {
  const sorted = [...new Set(all)].sort(compareAddresses)
  const four = sorted.filter((address) => familyOf(address) === 4)
  const six = sorted.filter((address) => familyOf(address) === 6)
  return new Map([...standIns4(four), ...standIns6(six)])
}

function* standIns4(sorted: readonly string[]): Generator<[string, string]> {
  const taken = new Set(sorted.map(block4))
  const free = blocks4().filter((block) => !taken.has(block))
  let last = -1
  let now = 0
  for (const address of sorted) {
    const block = block4(address)
    if (block !== last) now = free.next().value!
    last = block
    yield [address, formatIpv4(now * 256 + (parseIpv4(address)! & 255))]
  }
}

function* standIns6(sorted: readonly string[]): Generator<[string, string]> {
  const taken = new Set(sorted.map(own6))
  const free = blocks6().filter((block) => !taken.has(block))
  let last = ''
  let now: readonly number[] = []
  let number = 0
  for (const address of sorted) {
    const block = block6(address)
    if (block !== last) {
      now = free.next().value!.split(' ').map(Number)
      number = 0
    }
    last = block
    number++
    yield [address, formatIpv6([0x2001, 0x0db8, ...now, 0, 0, number >>> 16, number & 0xffff])]
  }
}
