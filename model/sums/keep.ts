/**
 * Sums kept from state to state: a node whose table, load and feed are as before costs nothing, one
 * whose load moved costs the rows that moved. Flows and maps that did not change stay the same objects.
 */
import { type Cluster, type Node, tableHashOf } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import type { Flow, Sums } from '../sums.ts'
import { isHeard } from '../table-index.ts'
import type { ThingId } from '../thing.ts'
import { type Course, makeCourseReader } from './course.ts'
import { type Entries, type Entry, makeEntriesReader } from './entries.ts'
import { type Ledger, makeLedger } from './ledger.ts'
import { isTold } from './round.ts'
import { type Counted, type Sink, shift } from './shift.ts'

/** What sums are made of. */
export type SumsInput = Pick<Cluster, 'nodes' | 'feeds' | 'services' | 'pods' | 'tables' | 'virtualServers' | 'load'>

/** One per stream of states. */
export function makeSums(): (input: SumsInput) => Sums {
  const readEntries = makeEntriesReader()
  const readCourses = makeCourseReader()
  let exact = false
  let books: Books | null = null

  return (input) => {
    const entries = readEntries(input)
    if (books === null || entries.of !== books.entries) {
      const told = areTold(input, entries)
      if (books === null || told !== exact || books.isWorn()) books = makeBooks(told)
      books.entries = entries.of
      exact = told
    }
    const courseOf = readCourses(input, entries)
    for (const [name, node] of input.nodes)
      books.see(name, countedOf(input, node, courseOf), isHeard(input.feeds.get(name)))
    books.forget(input.nodes)
    return books.close()
  }
}

function areTold({ nodes }: SumsInput, { of }: Entries): boolean {
  const things = new Set<ThingId>()
  for (const { thing } of of.values()) things.add(thing)
  if (!isTold(nodes.size, things.size, 0)) return false
  const ends = new Set<string>()
  for (const { thing, addresses } of of.values()) for (const address of addresses) ends.add(`${thing} ${address}`)
  return isTold(nodes.size, things.size, ends.size)
}

function countedOf(
  { load }: SumsInput,
  node: Node,
  courseOf: (hash: NonNullable<ReturnType<typeof tableHashOf>>) => Course | null,
): Counted | null {
  const hash = tableHashOf(node)
  const course = hash === null ? null : courseOf(hash)
  if (course === null) return null
  const own = load.get(node.name) ?? null
  const fits = own !== null && own.table === hash && own.active.length === course.offsets[course.entries.length]
  return { course, load: fits ? own : null }
}

interface Seen {
  readonly counted: Counted | null
  readonly heard: boolean
}

interface Books {
  entries: Entries['of'] | null
  see(node: NodeName, counted: Counted | null, heard: boolean): void
  /** Those that are not there any more. */
  forget(nodes: SumsInput['nodes']): void
  close(): Sums
  /** More has been forgotten than is known. */
  isWorn(): boolean
}

function makeBooks(exact: boolean): Books {
  const nodes = makeLedger(exact)
  const things = makeLedger(exact)
  const hosts = makeLedger(exact)
  const pairs = exact ? makeLedger(exact) : null
  const ends = exact ? makeLedger(exact) : null
  const seen = new Map<NodeName, Seen>()
  const slotsOf = makeSlots(things, hosts, ends)
  let last: Sums = {
    exact,
    nodes: new Map(),
    things: new Map(),
    hosts: new Map(),
    pairs: pairs && new Map(),
    ends: ends && new Map(),
  }

  const overall = (name: NodeName): Sink => {
    const own = nodes.slot(name)
    return {
      enter(entry, sign, blank) {
        const slots = slotsOf(entry)
        const rows = sign * entry.hosts.length
        nodes.enter(own, 0, rows, blank ? rows : 0)
        things.enter(slots.thing, sign, rows, blank ? rows : 0)
        for (const slot of slots.hosts) hosts.enter(slot, sign, sign, blank ? sign : 0)
        if (ends !== null) for (const slot of slots.ends) ends.enter(slot, sign, sign, blank ? sign : 0)
      },
      add(entry, row, connections, packets, active, inactive, unrated) {
        const slots = slotsOf(entry)
        nodes.add(own, connections, packets, active, inactive, unrated)
        things.add(slots.thing, connections, packets, active, inactive, unrated)
        hosts.add(slots.hosts[row]!, connections, packets, active, inactive, unrated)
        ends?.add(slots.ends[row]!, connections, packets, active, inactive, unrated)
      },
    }
  }
  const single = (name: NodeName, ledger: Ledger): Sink => {
    const slot = ({ thing }: Entry) => ledger.slot(pairKey(name, thing))
    return {
      enter(entry, sign, blank) {
        const rows = sign * entry.hosts.length
        ledger.enter(slot(entry), sign, rows, blank ? rows : 0)
      },
      add: (entry, _row, connections, packets, active, inactive, unrated) =>
        ledger.add(slot(entry), connections, packets, active, inactive, unrated),
    }
  }

  function see(name: NodeName, counted: Counted | null, heard: boolean): void {
    const before = seen.get(name)
    if (before?.heard === heard && isSame(before.counted, counted)) return
    const was = before?.heard ? before.counted : null
    const is = heard ? counted : null
    nodes.enter(nodes.slot(name), Number(is !== null) - Number(was !== null), 0, 0)
    if (was !== null || is !== null) shift(overall(name), was, is)
    if (pairs !== null) shift(single(name, pairs), before?.counted ?? null, counted)
    seen.set(name, { counted, heard })
  }

  return {
    entries: null,
    see,
    forget(present) {
      if (seen.size === present.size) return
      for (const name of [...seen.keys()]) {
        if (present.has(name)) continue
        see(name, null, false)
        seen.delete(name)
      }
    },
    close() {
      const next: Sums = {
        exact,
        nodes: settleMap(nodes, last.nodes),
        things: settleMap(things, last.things),
        hosts: settleMap(hosts, last.hosts),
        pairs: pairs && settlePairs(pairs, last.pairs!),
        ends: ends && settlePairs(ends, last.ends!),
      }
      const isKept = (['nodes', 'things', 'hosts', 'pairs', 'ends'] as const).every((name) => next[name] === last[name])
      if (!isKept) last = next
      return last
    },
    isWorn: () => [nodes, things, hosts, pairs, ends].some((ledger) => isMostlyEmpty(ledger)),
  }
}

const isSame = (a: Counted | null, b: Counted | null): boolean => a?.course === b?.course && a?.load === b?.load

function isMostlyEmpty(ledger: Ledger | null): boolean {
  if (ledger === null) return false
  const { slots, empty } = ledger.size()
  return empty > 1_000 && empty > slots / 2
}

interface Slots {
  readonly thing: number
  /** By row. */
  readonly hosts: Int32Array
  readonly ends: Int32Array
}

function makeSlots(things: Ledger, hosts: Ledger, ends: Ledger | null): (entry: Entry) => Slots {
  const known = new WeakMap<Entry, Slots>()
  const none = new Int32Array(0)
  return (entry) => {
    const slots = known.get(entry)
    if (slots !== undefined) return slots
    const made: Slots = {
      thing: things.slot(entry.thing),
      hosts: Int32Array.from(entry.hosts, (host) => hosts.slot(host)),
      ends: ends === null ? none : Int32Array.from(entry.addresses, (end) => ends.slot(pairKey(entry.thing, end))),
    }
    known.set(entry, made)
    return made
  }
}

const pairKey = (outer: string, inner: string): string => `${outer}\n${inner}`

function settleMap<Key extends string>(ledger: Ledger, last: ReadonlyMap<Key, Flow>): ReadonlyMap<Key, Flow> {
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
