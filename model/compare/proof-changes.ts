/** Access tests and walks then and now: the newest of each side that has ended, of the same question. */
import type { AccessCell, AccessTest } from '../access/access.ts'
import { type AccessStanding, portsThatSpeak, standingOf } from '../access/standing.ts'
import type { Cluster } from '../cluster.ts'
import type { NodeName, ServiceId, ServicePortId } from '../ids.ts'
import { serviceThing, type ThingId } from '../thing.ts'
import type { Walk } from '../walk/walk.ts'
import type { AccessBrief, AccessChange, ProofIs, VerdictBrief, WalkChange } from './comparison.ts'
import type { NodeSets } from './node-sets.ts'
import { latencyHasChanged } from './noise.ts'

interface Asked {
  readonly cell: AccessCell
  readonly standing: Extract<AccessStanding, { readonly tries: number }>
}

/** By port and address asked, then by what became of it; a change many nodes share is told once. */
export function compareAccess(a: Cluster, b: Cluster, names: readonly NodeName[], sets: NodeSets): AccessChange[] {
  if (a.accessCells === b.accessCells) return []
  // Who answered on one side is expected to on the other.
  const speaking = new Set([...portsThatSpeak(a.accessCells.values()), ...portsThatSpeak(b.accessCells.values())])
  const [before, after] = [newestCells(a, speaking), newestCells(b, speaking)]
  const groups = new Map<
    string,
    { readonly change: Omit<AccessChange, 'on' | 'before' | 'after'>; pairs: [Asked, Asked][] }
  >()
  for (const [question, now] of after) {
    const then = before.get(question)
    if (then === undefined || then.cell.test === now.cell.test) continue
    const is = whatBecame(then.standing, now.standing)
    if (is === null) continue
    const { port, role } = parseQuestion(question)
    const change = { port, role, thing: thingOfPort(port), is }
    const key = JSON.stringify([port, role, is, kindOf(then.standing), kindOf(now.standing)])
    const group = groups.get(key)
    if (group) group.pairs.push([then, now])
    else groups.set(key, { change, pairs: [[then, now]] })
  }
  const places = new Map(names.map((name, place) => [name, place]))
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { change, pairs }]) => ({
      ...change,
      before: briefOf(pairs.map(([then]) => then)),
      after: briefOf(pairs.map(([, now]) => now)),
      on: sets.intern(pairs.map(([{ cell }]) => cell.node).sort((x, y) => (places.get(x) ?? 0) - (places.get(y) ?? 0))),
    }))
}

/** Of each node, port and kind of address: a node that could not be asked says nothing. */
function newestCells({ accessTests, accessCells }: Cluster, speaking: ReadonlySet<ServicePortId>): Map<string, Asked> {
  const tests = [...accessTests.values()].filter(({ outcome }) => outcome !== 'running')
  const at = new Map(tests.map((test) => [test.id, test]))
  const found = new Map<string, Asked & { readonly test: AccessTest }>()
  for (const cell of accessCells.values()) {
    const test = at.get(cell.test)
    const standing = standingOf(cell, { doesSpeak: speaking.has(cell.port) })
    if (test === undefined || !('tries' in standing)) continue
    const question = `${cell.port} ${test.asked.role} ${cell.node}`
    const known = found.get(question)
    if (known === undefined || known.test.startedAt < test.startedAt) found.set(question, { cell, standing, test })
  }
  return found
}

function parseQuestion(question: string): Pick<AccessChange, 'port' | 'role'> {
  const [port, role] = question.split(' ')
  return { port: port as ServicePortId, role: role as AccessChange['role'] }
}

/** Null where it is as before: slower or faster by no more than such things are. */
function whatBecame(before: Asked['standing'], after: Asked['standing']): AccessChange['is'] | null {
  // That nobody answers there is what the Service asks for, or says nothing.
  if ([before, after].some(({ is }) => is === 'by-policy' || is === 'silent'))
    return before.is === after.is ? null : 'other'
  const [was, is] = [before.is === 'answered', after.is === 'answered']
  if (was && !is) return 'broke'
  if (!was && is) return 'mended'
  if (!was) return kindOf(before) === kindOf(after) ? null : 'other'
  if (before.step !== after.step) return after.step === null ? 'faster' : 'slower'
  if (!latencyHasChanged(before.time, after.time)) return null
  return after.time!.median > before.time!.median ? 'slower' : 'faster'
}

const kindOf = (standing: Asked['standing']): string =>
  [standing.is, 'outcome' in standing ? standing.outcome : '', standing.step ?? ''].join()

function briefOf(asked: readonly Asked[]): AccessBrief {
  const [{ standing }] = asked as readonly [Asked]
  const sum = (of: (standing: Asked['standing']) => number) => asked.reduce((all, one) => all + of(one.standing), 0)
  const medians = asked.flatMap(({ standing: { time } }) => time?.median ?? []).sort((left, right) => left - right)
  return {
    tries: sum(({ tries }) => tries),
    answered: sum(({ answered }) => answered),
    outcome: 'outcome' in standing ? standing.outcome : null,
    medianMs: medians[medians.length >> 1] ?? null,
    step: standing.step,
  }
}

/** The same source asked for the same port, and the verdict is another. */
export function compareWalks(a: Cluster, b: Cluster): WalkChange[] {
  if (a.walks === b.walks) return []
  const [before, after] = [newestWalks(a), newestWalks(b)]
  return [...after]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([question, now]): WalkChange[] => {
      const then = before.get(question)
      if (then === undefined || then.id === now.id) return []
      const [left, right] = [verdictOf(a, then), verdictOf(b, now)]
      const is = left && right && becameOf(left, right)
      if (!is) return []
      const { port, source, target } = now.asked
      return [{ port, role: target.role, thing: thingOfPort(port), source, is, before: left, after: right }]
    })
}

function newestWalks({ walks }: Cluster): Map<string, Walk> {
  const found = new Map<string, Walk>()
  for (const walk of walks.values()) {
    const { source, port, target } = walk.asked
    // What nobody saw is no verdict of what happens there.
    if (walk.verdict === null || walk.verdict.is === 'unseen') continue
    const question = JSON.stringify([port, target.role, source])
    const known = found.get(question)
    if (known === undefined || known.startedAt < walk.startedAt) found.set(question, walk)
  }
  return found
}

function verdictOf({ walkResults }: Cluster, { id, verdict }: Walk): VerdictBrief | null {
  if (verdict === null || verdict.is === 'unseen') return null
  const stops = walkResults.get(id)?.stops ?? []
  const last = verdict.is === 'through' ? null : verdict.last
  const stop = last === null ? undefined : stops[last]
  return {
    is: verdict.is,
    cause: verdict.is === 'through' ? null : (verdict.causes[0]?.id ?? null),
    last:
      stop === undefined ? null : { node: stop.node, device: stop.place.is === 'device' ? stop.place.device : null },
  }
}

function becameOf(before: VerdictBrief, after: VerdictBrief): ProofIs | null {
  if (before.is === 'through') return after.is === 'through' ? null : 'broke'
  if (after.is === 'through') return 'mended'
  return before.is === after.is && before.cause === after.cause ? null : 'other'
}

/** `default/web` of `default/web:80/TCP`. */
const thingOfPort = (port: ServicePortId): ThingId => serviceThing(port.slice(0, port.lastIndexOf(':')) as ServiceId)
