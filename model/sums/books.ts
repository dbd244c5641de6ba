/** The accounts sums are told from: what every node counts for, by node, thing, host, and by pair where pairs are told. */
import type { NodeName } from '../ids.ts'
import type { Flow, Sums } from '../sums.ts'
import { type Entry, figuresOfRow, type Place, type Slots } from './entries.ts'
import { type Ledger, makeLedger } from './ledger.ts'
import { type Counted, type Sink, shift } from './shift.ts'

export interface Books {
  /** What a node holds now, and whether it is heard. */
  see(node: NodeName, counted: Counted | null, heard: boolean): void
  /** Of all nodes seen, only these are still there. */
  keep(nodes: { readonly size: number; has(name: NodeName): boolean }): void
  /** What an entry adds up to counts elsewhere from now on. Not where pairs are told: those are kept by thing. */
  move(entry: Entry, place: Place): void
  close(): Sums
  /** More has been forgotten than is known. */
  isWorn(): boolean
}

interface Seen {
  readonly counted: Counted | null
  readonly heard: boolean
}

export function makeBooks(exact: boolean): Books {
  const nodes = makeLedger(exact)
  const things = makeLedger(exact)
  const hosts = makeLedger(exact)
  const pairs = exact ? makeLedger(exact) : null
  const ends = exact ? makeLedger(exact) : null
  const seen = new Map<NodeName, Seen>()
  /** Accounts of pairs by node and entry: where pairs are told an entry never moves. */
  const pairSlots = new Map<NodeName, Map<Entry, number>>()
  const slotsOf = (entry: Entry): Slots => {
    entry.slots ??= makeSlots(entry, things, hosts, ends)
    return entry.slots
  }
  let last: Sums = {
    exact,
    nodes: new Map(),
    things: new Map(),
    hosts: new Map(),
    pairs: pairs && new Map(),
    ends: ends && new Map(),
  }

  const overall = (own: number): Sink => ({
    enter(entry, sign, blank) {
      const slots = slotsOf(entry)
      const rows = sign * entry.addresses.length
      const unrated = blank ? sign : 0
      entry.uses += sign
      for (let row = 0; row < entry.addresses.length; row++) entry.totals[row * figuresOfRow + 4]! += unrated
      nodes.enter(own, 0, rows, blank ? rows : 0)
      things.enter(slots.thing, sign, rows, blank ? rows : 0)
      for (const slot of slots.hosts) hosts.enter(slot, sign, sign, unrated)
      if (ends !== null) for (const slot of slots.ends) ends.enter(slot, sign, sign, unrated)
    },
    count(entry, row, active, inactive) {
      const slots = slotsOf(entry)
      const at = row * figuresOfRow
      entry.totals[at + 2]! += active
      entry.totals[at + 3]! += inactive
      nodes.count(own, active, inactive)
      things.count(slots.thing, active, inactive)
      hosts.count(slots.hosts[row]!, active, inactive)
      ends?.count(slots.ends[row]!, active, inactive)
    },
    rate(entry, row, connections, packets, unrated) {
      const slots = slotsOf(entry)
      const at = row * figuresOfRow
      entry.totals[at]! += connections
      entry.totals[at + 1]! += packets
      entry.totals[at + 4]! += unrated
      nodes.rate(own, connections, packets, unrated)
      things.rate(slots.thing, connections, packets, unrated)
      hosts.rate(slots.hosts[row]!, connections, packets, unrated)
      ends?.rate(slots.ends[row]!, connections, packets, unrated)
    },
  })
  const single = (name: NodeName, ledger: Ledger): Sink => {
    const own = pairSlots.get(name) ?? new Map<Entry, number>()
    pairSlots.set(name, own)
    const slot = (entry: Entry) => {
      const known = own.get(entry)
      if (known !== undefined) return known
      const made = ledger.slot(pairKey(name, entry.place.thing))
      own.set(entry, made)
      return made
    }
    return {
      enter(entry, sign, blank) {
        const rows = sign * entry.addresses.length
        ledger.enter(slot(entry), sign, rows, blank ? rows : 0)
      },
      count: (entry, _row, active, inactive) => ledger.count(slot(entry), active, inactive),
      rate: (entry, _row, connections, packets, unrated) => ledger.rate(slot(entry), connections, packets, unrated),
    }
  }

  const see: Books['see'] = (name, counted, heard) => {
    const before = seen.get(name)
    if (before?.heard === heard && isSame(before.counted, counted)) return
    const was = before?.heard ? before.counted : null
    const is = heard ? counted : null
    const own = nodes.slot(name)
    nodes.enter(own, Number(is !== null) - Number(was !== null), 0, 0)
    if (was !== null || is !== null) shift(overall(own), was, is)
    if (pairs !== null) shift(single(name, pairs), before?.counted ?? null, counted)
    seen.set(name, { counted, heard })
  }

  /** Adds all an entry stands for to where it counts, or takes it away. */
  const carry = (entry: Entry, sign: 1 | -1) => {
    const { addresses, totals, uses } = entry
    const slots = slotsOf(entry)
    things.enter(slots.thing, sign * uses, 0, 0)
    for (let row = 0; row < addresses.length; row++) {
      const [connections, packets, active, inactive, unrated] = totals
        .subarray(row * figuresOfRow, (row + 1) * figuresOfRow)
        .map((figure) => sign * figure)
      for (const [ledger, slot, counts] of [
        [things, slots.thing, 0],
        [hosts, slots.hosts[row]!, sign * uses],
      ] as const) {
        ledger.enter(slot, counts, sign * uses, 0)
        ledger.count(slot, active!, inactive!)
        ledger.rate(slot, connections!, packets!, unrated!)
      }
    }
  }

  return {
    see,
    keep(present) {
      if (seen.size === present.size) return
      for (const name of [...seen.keys()]) {
        if (present.has(name)) continue
        see(name, null, false)
        seen.delete(name)
        pairSlots.delete(name)
      }
    },
    move(entry, place) {
      if (entry.uses > 0) carry(entry, -1)
      entry.place = place
      entry.slots = null
      if (entry.uses > 0) carry(entry, 1)
    },
    close() {
      const next: Sums = {
        exact,
        nodes: settle(nodes, last.nodes),
        things: settle(things, last.things),
        hosts: settle(hosts, last.hosts),
        pairs: pairs && settlePairs(pairs, last.pairs!),
        ends: ends && settlePairs(ends, last.ends!),
      }
      const isKept = (['nodes', 'things', 'hosts', 'pairs', 'ends'] as const).every((name) => next[name] === last[name])
      if (!isKept) last = next
      return last
    },
    isWorn: () => [nodes, things, hosts, pairs, ends].some((ledger) => ledger !== null && isMostlyEmpty(ledger)),
  }
}

const isSame = (a: Counted | null, b: Counted | null): boolean => a?.course === b?.course && a?.load === b?.load

function isMostlyEmpty(ledger: Ledger): boolean {
  const { slots, empty } = ledger.size()
  return empty > 1_000 && empty > slots / 2
}

function makeSlots({ place, addresses }: Entry, things: Ledger, hosts: Ledger, ends: Ledger | null): Slots {
  return {
    thing: things.slot(place.thing),
    hosts: Int32Array.from(place.hosts, (host) => hosts.slot(host)),
    ends: Int32Array.from(ends === null ? [] : addresses, (end) => ends!.slot(pairKey(place.thing, end))),
  }
}

const pairKey = (outer: string, inner: string): string => `${outer}\n${inner}`

function settle<Key extends string>(ledger: Ledger, last: ReadonlyMap<Key, Flow>): ReadonlyMap<Key, Flow> {
  let next: Map<Key, Flow> | null = null
  ledger.settle((key, flow) => {
    next ??= new Map(last)
    if (flow === null) next.delete(key as Key)
    else next.set(key as Key, flow)
  })
  return next ?? last
}

type Pairs<Outer extends string, Inner extends string> = ReadonlyMap<Outer, ReadonlyMap<Inner, Flow>>

function settlePairs<Outer extends string, Inner extends string>(
  ledger: Ledger,
  last: Pairs<Outer, Inner>,
): Pairs<Outer, Inner> {
  const fresh = new Map<Outer, Map<Inner, Flow>>()
  ledger.settle((key, flow) => {
    const cut = key.indexOf('\n')
    const outer = key.slice(0, cut) as Outer
    const inner = key.slice(cut + 1) as Inner
    const flows = fresh.get(outer) ?? new Map(last.get(outer))
    fresh.set(outer, flows)
    if (flow === null) flows.delete(inner)
    else flows.set(inner, flow)
  })
  if (fresh.size === 0) return last
  const next = new Map(last)
  for (const [outer, flows] of fresh) {
    if (flows.size === 0) next.delete(outer)
    else next.set(outer, flows)
  }
  return next
}
