/** A comparison as lines, each with what it was and what it is: the groups on the page and its table are made of the same. */
import { formatNumber } from '#components/parts/format.ts'
import { splitId } from '#components/parts/things.tsx'
import type { Words } from '#components/words/words.ts'
import {
  type Comparison,
  type DriftChange,
  type EndpointBrief,
  hasOtherLoad,
  type NodeChange,
  nodesOn,
  type PodBrief,
  type Presence,
  type ThingChange,
} from '#model/compare/comparison.ts'
import { linesOf as serverLinesOf } from '#model/compare/rows.ts'
import type { NodeName, ServiceId } from '#model/ids.ts'

type Say = Words['compare']
export type What = keyof Say['what']
export type Kind = 'structure' | 'drift' | 'load'

export interface Line {
  readonly id: string
  readonly kind: Kind
  readonly what: What
  /** `same`: told for comparison, it did not change. */
  readonly is: Presence | 'same'
  readonly isProblem: boolean
  /** An address, a name of a field: machine text, in any language the same. Empty for none. */
  readonly key: string
  /** Null where there is nothing on that side. */
  readonly before: string | null
  readonly after: string | null
  /** Null where it is of no node. */
  readonly nodes: readonly NodeName[] | null
  /** Of all nodes only these few are not among them; null where that is no shorter way to say it. */
  readonly but: readonly NodeName[] | null
}

export interface Group {
  readonly id: string
  readonly service: ServiceId | null
  /** Of a group of nodes; null otherwise. */
  readonly nodes: readonly NodeName[] | null
  /** What neither names: the key of a virtual server. Empty where one does. */
  readonly title: string
  readonly is: Presence | 'same'
  readonly isProblem: boolean
  readonly lines: readonly Line[]
}

export interface Groups {
  readonly things: readonly Group[]
  readonly nodes: readonly Group[]
  readonly pods: Group | null
}

type Draft = Partial<Line> & Pick<Line, 'what' | 'is'>

const number = (drafts: readonly Draft[], group: string): Line[] =>
  drafts.map((draft, at) => ({
    id: `${group} ${at}`,
    kind: 'structure',
    isProblem: false,
    key: '',
    before: null,
    after: null,
    nodes: null,
    but: null,
    ...draft,
  }))

export function makeGroups(comparison: Comparison, say: Say): Groups {
  return {
    things: comparison.things.map((thing) => makeThing(comparison, thing, say)),
    nodes: [...comparison.nodes.map((node) => makeNode(comparison, node, say)), ...makeTables(comparison, say)],
    pods: makePods(comparison, say),
  }
}

function makeThing(comparison: Comparison, thing: ThingChange, say: Say): Group {
  const drafts: Draft[] = [
    ...thing.problems.flatMap((problem): Draft[] => {
      const after = problem === 'drift' ? null : say.thingProblems[problem]
      return after === null ? [] : [{ what: 'problem', is: 'changed', isProblem: true, after }]
    }),
    ...thing.drifts.map((place) => driftLine(comparison, comparison.drifts[place]!, say)),
    ...thing.fields.map(
      ({ field, before, after }): Draft => ({ what: 'field', is: 'changed', key: field, before, after }),
    ),
    ...thing.ports.map(
      ({ key, is, before, after }): Draft => ({
        what: 'port',
        is,
        key,
        before: before && say.port(before.targetPort, before.nodePort),
        after: after && say.port(after.targetPort, after.nodePort),
      }),
    ),
    ...[...thing.endpoints]
      .sort((a, b) => order[a.is] - order[b.is])
      .map(
        ({ key, is, before, after }): Draft => ({
          what: 'endpoint',
          is,
          key,
          before: before && endpointText(before, say),
          after: after && endpointText(after, say),
        }),
      ),
    ...serverLinesOf(comparison, thing.servers).flatMap(
      ({ key, presence, settings, rows, nodes: everyone }): Draft[] => [
        ...presence
          .filter(({ change }) => change !== 'changed')
          .map(({ change, nodes }): Draft => ({ what: 'server', is: change, key, nodes })),
        ...settings.map(
          ({ change, nodes }): Draft => ({
            what: 'setting',
            is: 'changed',
            key: `${key} ${change.field}`,
            before: change.before ?? say.none,
            after: change.after ?? say.none,
            nodes,
            but: butOf(nodes, everyone, comparison),
          }),
        ),
        ...rows.map(
          ({ change, nodes }): Draft => ({
            what: 'row',
            is: change.is,
            key: change.real,
            before: change.before && say.weight(change.before.weight, change.before.forward),
            after: change.after && say.weight(change.after.weight, change.after.forward),
            nodes,
            but: butOf(nodes, everyone, comparison),
          }),
        ),
      ],
    ),
    ...loadLines(thing, say),
  ]
  return {
    id: thing.thing,
    service: thing.service,
    nodes: null,
    title: thing.service === null ? thing.thing.slice(thing.thing.indexOf(':') + 1) : '',
    is: thing.is === 'same' && (thing.servers.length > 0 || hasOtherLoad(thing)) ? 'changed' : thing.is,
    isProblem: thing.problems.length > 0,
    lines: number(drafts, thing.thing),
  }
}

const order: Record<Presence, number> = { vanished: 0, changed: 1, appeared: 2 }

/** `everyone`: where anything of the virtual server changed. */
function butOf(nodes: readonly NodeName[], everyone: readonly NodeName[], { health }: Comparison) {
  const but = everyone.length === health.after.nodes ? everyone.filter((name) => !nodes.includes(name)) : []
  return but.length > 0 && but.length <= 2 && nodes.length > 2 * but.length ? but : null
}

function driftLine(comparison: Comparison, drift: DriftChange, say: Say): Draft {
  const { is, severity, differs, rows, settings, on } = drift
  const what =
    differs === 'missing'
      ? [say.serverMissing]
      : differs === 'foreign'
        ? [say.serverForeign]
        : [
            ...rows.map(({ real, state }) => `${real} ${say.driftState[state as keyof Say['driftState']] ?? state}`),
            ...settings.map(({ setting, have, want }) => say.should(setting, have, want)),
          ]
  const text = `${say.driftIs[is]}: ${what.join(' · ')}`
  const isGone = is === 'gone' || is === 'lost-sight'
  return {
    what: 'drift',
    kind: 'drift',
    is: is === 'still' ? 'same' : isGone ? 'vanished' : 'appeared',
    isProblem: severity === 'wrong' && !isGone,
    key: drift.key,
    before: isGone || is === 'still' ? text : null,
    after: isGone ? null : text,
    nodes: nodesOn(comparison, on),
  }
}

function endpointText({ state, node, pod }: EndpointBrief, say: Say): string {
  const what = pod === null ? say.endpoint[state] : `${say.endpoint[state]} ${splitId(pod).name}`
  return node === null ? what : say.on(what, node)
}

function podText({ phase, ready, node }: PodBrief, say: Say): string {
  const what = phase === 'Running' ? say.endpoint[ready ? 'ready' : 'not-ready'] : phase
  return node === null ? what : say.on(what, node)
}

const percent = (share: number | null): string | null => (share === null ? null : `${formatNumber(share * 100, 1)} %`)

function loadLines({ load }: ThingChange, say: Say): Draft[] {
  if (load === null) return []
  const { rate, hasChanged, shares } = load
  const text = (value: number | null) => formatNumber(value, 1) ?? say.unknown
  return [
    {
      what: 'rate',
      kind: 'load',
      is: hasChanged ? 'changed' : 'same',
      before: text(rate.before),
      after: text(rate.after),
    },
    ...shares
      .filter((share) => share.hasChanged)
      .map(
        ({ real, before, after }): Draft => ({
          what: 'share',
          kind: 'load',
          is: 'changed',
          key: real,
          before: percent(before),
          after: percent(after),
        }),
      ),
  ]
}

function makeNode(comparison: Comparison, change: NodeChange, say: Say): Group {
  const nodes = nodesOn(comparison, change.on)
  const value = (text: string | null) => (text === null ? say.none : (say.values[text as keyof Say['values']] ?? text))
  const drafts: Draft[] = [
    ...change.problems.flatMap((problem): Draft[] => {
      const after = problem === 'setting' ? null : say.nodeProblems[problem]
      return after === null ? [] : [{ what: 'problem', is: 'changed', isProblem: true, after }]
    }),
    ...change.fields.map(
      ({ field, before, after }): Draft => ({
        what: 'node',
        is: 'changed',
        key: say.fields[field as keyof Say['fields']] ?? field,
        before: value(before),
        after: value(after),
      }),
    ),
    ...change.settings.map(
      ({ name, before, after, standing }): Draft => ({
        what: 'sysctl',
        is: 'changed',
        isProblem: standing === 'against-kube-proxy',
        key: name,
        before: before ?? say.none,
        after: standing === 'against-kube-proxy' ? `${after} · ${say.against}` : (after ?? say.none),
      }),
    ),
    ...change.lines.flatMap(({ source, added, removed, addedLines, removedLines }): Draft[] => [
      {
        what: 'lines',
        is: 'changed',
        key: say.fields[source as keyof Say['fields']] ?? source,
        after: say.linesHere(added, removed),
      },
      ...removedLines.map((before): Draft => ({ what: 'lines', is: 'vanished', before })),
      ...addedLines.map((after): Draft => ({ what: 'lines', is: 'appeared', after })),
    ]),
  ]
  const id = `nodes ${nodes.join()}`
  return {
    id: `${id} ${change.is}`,
    service: null,
    nodes,
    title: '',
    is: change.is,
    isProblem: change.problems.length > 0,
    lines: number(drafts, id),
  }
}

/** How many rows of the table are others, on nodes of which it is the same. */
const makeTables = (comparison: Comparison, say: Say): Group[] =>
  comparison.tables.flatMap(({ on, rows, servers }): Group[] => {
    if (rows === 0) return []
    const nodes = nodesOn(comparison, on)
    const id = `tables ${nodes.join()}`
    const things = [...new Set(servers.map((place) => comparison.servers[place]!.thing))]
    const names = things.map((thing) => thing.slice(thing.indexOf(':') + 1))
    const lines = number([{ what: 'table', is: 'changed', key: names.join(' '), after: say.rowsHere(rows) }], id)
    return [{ id, service: null, nodes, title: '', is: 'changed', isProblem: false, lines }]
  })

function makePods({ pods }: Comparison, say: Say): Group | null {
  if (pods.length === 0) return null
  const drafts = pods.map(
    ({ key, is, before, after }): Draft => ({
      what: 'pod',
      is,
      key,
      before: before && podText(before, say),
      after: after && podText(after, say),
    }),
  )
  return {
    id: 'pods',
    service: null,
    nodes: null,
    title: say.ofNoService,
    is: 'changed',
    isProblem: false,
    lines: number(drafts, 'pods'),
  }
}

export interface LineFilter {
  readonly show: 'all' | 'problems' | 'structure' | 'load'
  /** Words that must all be found. */
  readonly text: string
}

/** Groups with the lines that fit; one whose name fits keeps all its lines. */
export function filterGroups(groups: readonly Group[], filter: LineFilter): readonly Group[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return groups.flatMap((group) => {
    const place = [group.service ?? '', group.title, ...(group.nodes ?? [])].join(' ')
    const lines = group.lines.filter((line) => {
      if (!isShown(line, group, filter.show)) return false
      const text =
        `${place} ${line.key} ${line.before ?? ''} ${line.after ?? ''} ${line.nodes?.join(' ') ?? ''}`.toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
    const isWhole = group.lines.length === 0 && filter.show !== 'load' && filter.show !== 'problems'
    const fits = isWhole && wanted.every((word) => place.toLowerCase().includes(word))
    return lines.length > 0 || fits ? [{ ...group, lines }] : []
  })
}

function isShown(line: Line, group: Group, show: LineFilter['show']): boolean {
  switch (show) {
    case 'all':
      return line.is !== 'same' || line.kind === 'drift' || group.is !== 'same'
    case 'problems':
      return line.isProblem
    case 'structure':
      return line.kind === 'structure' && line.is !== 'same'
    case 'load':
      return line.kind === 'load' && line.is !== 'same'
  }
}
