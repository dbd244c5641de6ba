/**
 * Addresses that stand for others: of the ranges for documentation and benchmarks, where nobody lives. Equal ones stay
 * equal, those of one /24 (IPv6: /64) stay together, and their order stays, so that what is sorted by address is
 * sorted as before.
 */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../../address.ts'
import { mapSteps, type Steps } from '../../steps.ts'

/** 198.18.0.0/15, then what was never given to anybody, 240.0.0.0/4: first addresses of /24s. */
function* blocks4(): Generator<number> {
  for (let block = 0xc61200; block <= 0xc613ff; block++) yield block
  for (let block = 0xf00000; block < 0xffffff; block++) yield block
}

/** 2001:db8::/32: the third and fourth group. */
function* blocks6(): Generator<string> {
  for (let high = 0; high <= 0xffff; high++) for (let low = 0; low <= 0xffff; low++) yield `${high} ${low}`
}

/** An address, taken apart once. */
interface Apart {
  readonly address: string
  readonly groups: readonly number[]
}

/** The third and fourth group, where the address is one that could be a stand-in. */
const own6 = ({ groups: [first, second, third, fourth] }: Apart): string | null =>
  first === 0x2001 && second === 0x0db8 ? `${third} ${fourth}` : null

/** Loopback and link-local ones are nobody's in particular. */
export const isNobodys = (address: string): boolean =>
  /^(127\.|0\.0\.0\.0$|169\.254\.|fe[89ab][0-9a-f]:)/.test(address) || address === '::' || address === '::1'

/** `all`: every address there is, in its one spelling. */
export function* makeStandIns(all: Iterable<string>): Steps<ReadonlyMap<string, string>> {
  const apart = yield* mapSteps(new Set(all), (address): Apart => {
    const four = parseIpv4(address)
    return { address, groups: four === null ? parseIpv6(address)! : [four] }
  })
  const sorted = apart.sort((a, b) => compareGroups(a.groups, b.groups))
  const four = yield* mapSteps(standIns4(sorted.filter(({ groups }) => groups.length === 1)), (pair) => pair)
  const six = yield* mapSteps(standIns6(sorted.filter(({ groups }) => groups.length > 1)), (pair) => pair)
  return new Map([...four, ...six])
}

function compareGroups(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((group, at) => group !== b[at])
  return place < 0 ? 0 : a[place]! - (b[place] ?? 0)
}

function* standIns4(sorted: readonly Apart[]): Generator<[string, string]> {
  const blockOf = ({ groups }: Apart) => groups[0]! >>> 8
  const taken = new Set(sorted.map(blockOf))
  const free = blocks4().filter((block) => !taken.has(block))
  let last = -1
  let now = 0
  for (const apart of sorted) {
    const block = blockOf(apart)
    if (block !== last) now = free.next().value!
    last = block
    yield [apart.address, formatIpv4(now * 256 + (apart.groups[0]! & 255))]
  }
}

function* standIns6(sorted: readonly Apart[]): Generator<[string, string]> {
  const taken = new Set(sorted.map(own6))
  const free = blocks6().filter((block) => !taken.has(block))
  let last = ''
  let now: readonly number[] = []
  let number = 0
  for (const { address, groups } of sorted) {
    const block = groups.slice(0, 4).join(' ')
    if (block !== last) {
      now = free.next().value!.split(' ').map(Number)
      number = 0
    }
    last = block
    number++
    yield [address, formatIpv6([0x2001, 0x0db8, ...now, 0, 0, number >>> 16, number & 0xffff])]
  }
}
