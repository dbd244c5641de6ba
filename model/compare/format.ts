/**
 * A comparison as text for a ticket. `-` was and is not, `+` is and was not, `~` is another, `!` is a problem:
 *
 *     Between 2025-03-14T02:57:00Z and 2025-03-14T03:12:00Z: 1 Service changed, 35 rows on 6 nodes, 1 new drift.
 *
 *     Service default/web
 *       TCP 10.104.197.218:80
 *         - 100.66.209.194:80 Masq weight 1 · 6 nodes
 *         + 100.66.209.201:80 Masq weight 1 · 6 nodes
 *       ! new drift: 100.74.135.1:80 foreign · znode4
 */
import type { Health } from '../cluster.ts'
import type { NodeName } from '../ids.ts'
import {
  type AccessBrief,
  type AccessChange,
  type Comparison,
  canBeMatched,
  type DriftChange,
  type EndpointBrief,
  type FieldChange,
  isNothing,
  type LinesChange,
  type LoadChange,
  type NodeChange,
  nodesOn,
  type PodBrief,
  type PortBrief,
  type Presence,
  type RowBrief,
  type SettingChange,
  type TableChange,
  type ThingChange,
  type Totals,
  type VerdictBrief,
  type WalkChange,
} from './comparison.ts'
import { linesOf, type ServerLines } from './rows.ts'

export function formatComparison(comparison: Comparison): string {
  const { a, b, things, nodes, pods, tables, totals } = comparison
  if (!canBeMatched(comparison)) return `${formatUnmatched(comparison)}\n`
  const blocks = [
    [formatSummary(comparison)],
    ...(comparison.notCompared.length > 0
      ? [[`Not compared, since one side does not know them: ${comparison.notCompared.join(', ')}.`]]
      : []),
    ...notHeard(comparison),
    ...(a.hasStandIns && b.hasStandIns
      ? [
          [
            'Names and addresses are stand-ins on both sides: the same ones only where one hub made both without being started anew.',
          ],
        ]
      : []),
    ...(a.name === b.name ? [] : [[`Two clusters: “${a.name}” and “${b.name}”.`]]),
    ...things.map((thing) => formatThing(comparison, thing)),
    ...nodes.map((node) => formatNode(comparison, node)),
    ...(pods.length === 0 ? [] : [['Pods of no Service', ...pods.map((pod) => `  ${formatPart(pod, podText)}`)]]),
    ...(totals.rows === 0
      ? []
      : [['Rows by node', ...indent(tables.flatMap((table) => formatTable(comparison, table)))]]),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function formatUnmatched({ a, b, health }: Comparison): string {
  const [which, other] = a.hasStandIns ? ['earlier', 'later'] : ['later', 'earlier']
  const side = (of: Health) => `${counted(of.nodes, 'node')}, ${of.wrong} wrong`
  return `Between ${time(a.at)} and ${time(b.at)}: names and addresses of the ${which} side are stand-ins, those of the ${other} are not, so nothing can be compared. Before: ${side(health.before)}. After: ${side(health.after)}.`
}

/** What is not compared since a side had not heard it yet. */
const notHeard = (comparison: Comparison): string[][] =>
  [comparison.a, comparison.b].flatMap(({ at, notHeard: on }) =>
    on === null
      ? []
      : [[`Not heard yet at ${time(at)}, and not compared: ${where(comparison, nodesOn(comparison, on))}.`]],
  )

const formatTable = (comparison: Comparison, { on, rows }: TableChange): string[] =>
  rows === 0 ? [] : [`~ ${counted(rows, 'row')} · ${where(comparison, nodesOn(comparison, on))}`]

const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')

/** One sentence: between when and when, and what there is. */
export function formatSummary(comparison: Comparison): string {
  const { a, b, totals } = comparison
  const { services, nodes, pods, drift } = totals
  const said = [
    ...presences(services, 'Service'),
    ...proofs(totals),
    totals.rows > 0 && `${counted(totals.rows, 'row')} on ${counted(totals.rowNodes, 'node')}`,
    totals.settings > 0 &&
      `${counted(totals.settings, 'virtual server')} set otherwise on ${counted(totals.settingNodes, 'node')}`,
    totals.sysctls > 0 && counted(totals.sysctls, 'kernel setting'),
    ...presences(nodes, 'node'),
    ...presences(pods, 'other Pod'),
    totals.loads > 0 && `load of ${counted(totals.loads, 'Service')}`,
    drift.new > 0 && `${drift.new} new drift`,
    drift['first-seen'] > 0 && `${drift['first-seen']} drift seen first now`,
    drift.gone > 0 && `${drift.gone} drift gone`,
    drift['lost-sight'] > 0 && `${drift['lost-sight']} drift not known any more`,
  ].filter((part) => part !== false)
  const still = drift.still > 0 ? ` ${drift.still} drift as before.` : ''
  const what = isNothing(comparison) ? 'nothing changed' : said.join(', ')
  return `Between ${time(a.at)} and ${time(b.at)}: ${what}.${still}`
}

function proofs({ access, walks }: Totals): (string | false)[] {
  const said = (count: number, noun: string, what: string) => count > 0 && `${counted(count, noun)} ${what}`
  return [
    said(access.broke, 'access test', 'from nodes failing now'),
    said(walks.broke, 'walk', 'not through any more'),
    said(access.other, 'access test', 'failing otherwise'),
    said(walks.other, 'walk', 'of another verdict'),
    said(access.mended, 'access test', 'passing again'),
    said(walks.mended, 'walk', 'through again'),
    said(access.slower, 'access test', 'slower'),
    said(access.faster, 'access test', 'faster'),
  ]
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const presences = (counts: Record<Presence, number>, noun: string) =>
  (['changed', 'appeared', 'vanished'] as const).map((is) => counts[is] > 0 && `${counted(counts[is], noun)} ${is}`)

const signs: Record<Presence, string> = { appeared: '+', vanished: '-', changed: '~' }

const where = ({ health }: Comparison, nodes: readonly NodeName[]): string =>
  nodes.length > 1 && nodes.length === health.after.nodes
    ? `all ${nodes.length} nodes`
    : nodes.length > 8
      ? `${nodes.slice(0, 5).join(' ')} and ${nodes.length - 5} more nodes`
      : nodes.join(' ')

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

function formatThing(comparison: Comparison, thing: ThingChange): string[] {
  const title = thing.service === null ? thing.thing.slice('virtual:'.length) : `Service ${thing.service}`
  const lines = [
    ...thing.fields.map((field) => `~ ${formatField(field)}`),
    ...thing.ports.map((port) => `port ${formatPart(port, portText)}`),
    ...thing.endpoints.map((endpoint) => `endpoint ${formatPart(endpoint, endpointText)}`),
    ...linesOf(comparison, thing.servers).flatMap((server) => formatServer(comparison, server)),
    ...thing.drifts.map((place) => formatDrift(comparison, comparison.drifts[place]!)),
    ...thing.access.map((place) => formatAccess(comparison, comparison.access[place]!)),
    ...thing.walks.map((place) => formatWalk(comparison.walks[place]!)),
    ...thing.problems.flatMap((problem) => problems[problem] ?? []),
    ...(thing.load === null ? [] : formatLoad(thing.load)),
  ]
  return [`${thing.is === 'same' ? '' : `${signs[thing.is]} `}${title}`, ...indent(lines)]
}

const problems: Readonly<Record<string, string>> = {
  'no-endpoints': '! no ready endpoint left',
  silent: '! no new connections any more',
}

const formatField = ({ field, before, after }: FieldChange): string =>
  `${field} ${before ?? 'none'} -> ${after ?? 'none'}`

function formatPart<Value>(
  { key, is, before, after }: { key: string; is: Presence; before: Value | null; after: Value | null },
  text: (value: Value) => string,
): string {
  const [left, right] = [before === null ? '' : text(before), after === null ? '' : text(after)]
  return `${signs[is]} ${key} ${is === 'changed' ? `${left} -> ${right}` : left || right}`.trimEnd()
}

const portText = ({ name, targetPort, nodePort }: PortBrief): string =>
  [name, `to ${targetPort}`, nodePort === 0 ? '' : `node port ${nodePort}`].filter(Boolean).join(' ')
const endpointText = ({ state, node, pod }: EndpointBrief): string =>
  [state, pod ?? '', node === null ? '' : `on ${node}`].filter(Boolean).join(' ')
const podText = ({ node, phase, ready }: PodBrief): string =>
  [phase, ready ? 'ready' : 'not ready', node === null ? '' : `on ${node}`].filter(Boolean).join(' ')
const rowText = ({ forward, weight }: RowBrief): string => `${forward} weight ${weight}`

function formatServer(comparison: Comparison, { key, presence, settings, rows }: ServerLines): string[] {
  return [
    ...presence.map(({ change, nodes }) => `${signs[change]} ${key} · ${where(comparison, nodes)}`),
    ...settings.map(({ change, nodes }) => `  ~ ${formatField(change)} · ${where(comparison, nodes)}`),
    ...rows.map(
      ({ change, nodes }) => `  ${formatPart({ ...change, key: change.real }, rowText)} · ${where(comparison, nodes)}`,
    ),
  ]
}

const driftWords: Record<DriftChange['is'], string> = {
  new: 'new drift',
  gone: 'drift gone',
  still: 'drift as before',
  'first-seen': 'drift, not known before',
  'lost-sight': 'drift, not known now',
}

function formatDrift(comparison: Comparison, { is, severity, differs, rows, settings, on }: DriftChange): string {
  const what = [
    ...(differs === 'differs' ? [] : [`virtual server ${differs}`]),
    ...settings.map(({ setting, have, want }) => `${setting} ${have}, should be ${want}`),
    ...(differs === 'differs' ? rows.map(({ real, state }) => `${real} ${state}`) : []),
  ]
  const sign = severity === 'wrong' && (is === 'new' || is === 'first-seen') ? '!' : ' '
  return `${sign} ${driftWords[is]}${severity === 'wrong' ? '' : ` (${severity})`}: ${what.join(', ')} · ${where(comparison, nodesOn(comparison, on))}`
}

const proofSign = (is: AccessChange['is']): string => (is === 'broke' ? '!' : '~')

function formatAccess(comparison: Comparison, { port, role, is, before, after, on }: AccessChange): string {
  const text = ({ answered, tries, outcome, medianMs, step }: AccessBrief) =>
    [
      `${answered} of ${tries} answered`,
      outcome ?? '',
      medianMs === null || answered === 0 ? '' : `${medianMs.toFixed(1)} ms`,
      step === null ? '' : `first connect ${step} late`,
    ]
      .filter(Boolean)
      .join(' ')
  return `${proofSign(is)} access ${port} by ${role}: ${text(before)} -> ${text(after)} · ${where(comparison, nodesOn(comparison, on))}`
}

function formatWalk({ port, role, source, is, before, after }: WalkChange): string {
  const from = source.is === 'node' ? source.node : source.is === 'pod' ? source.pod : source.address
  const text = ({ is, cause, last }: VerdictBrief) =>
    [
      is,
      cause === null ? '' : `(${cause})`,
      last === null ? '' : `last seen at ${[last.device, last.node].filter(Boolean).join(' ')}`,
    ]
      .filter(Boolean)
      .join(' ')
  return `${proofSign(is)} walk ${from} to ${port} by ${role}: ${text(before)} -> ${text(after)}`
}

const perSecond = (rate: number | null): string => (rate === null ? 'not known' : `${rate.toFixed(1)}/s`)
const percent = (share: number | null): string => (share === null ? 'none' : `${(share * 100).toFixed(1)} %`)

function formatLoad({ rate, active, hasChanged, shares }: LoadChange): string[] {
  return [
    `${hasChanged ? '~' : ' '} connections ${perSecond(rate.before)} -> ${perSecond(rate.after)}, active ${active.before ?? 'not known'} -> ${active.after ?? 'not known'}`,
    ...shares
      .filter((share) => share.hasChanged)
      .map(({ real, before, after }) => `~ share of ${real} ${percent(before)} -> ${percent(after)}`),
  ]
}

function formatNode(
  comparison: Comparison,
  { is, on, fields, settings, lines, problems: wrong }: NodeChange,
): string[] {
  const names = nodesOn(comparison, on)
  return [
    `${signs[is]} ${titleOf(where(comparison, names), names.length)}`,
    ...indent([
      ...wrong.map((problem) => `! ${nodeProblems[problem]}`),
      ...fields.map((field) => `~ ${formatField(field)}`),
      ...settings.map(formatSetting),
      ...lines.flatMap(formatLines),
    ]),
  ]
}

const titleOf = (place: string, many: number): string =>
  place.startsWith('all ') ? `A${place.slice(1)}` : `${many === 1 ? 'Node' : 'Nodes'} ${place}`

const nodeProblems: Record<NodeChange['problems'][number], string> = {
  lost: 'its agent does not answer any more',
  'not-ready': 'not ready any more',
  'no-table': 'its table cannot be read any more',
  setting: 'a kernel setting is against what kube-proxy sets',
}

const formatSetting = ({ name, before, after, standing }: SettingChange): string =>
  `${standing === 'against-kube-proxy' ? '!' : '~'} ${formatField({ field: name, before, after })}`

function formatLines({ source, added, removed, addedLines, removedLines }: LinesChange): string[] {
  const more = (all: number, told: number) => (all > told ? [`    … and ${all - told} more`] : [])
  return [
    `~ ${source}: ${added} more, ${removed} less`,
    ...removedLines.map((line) => `    - ${line}`),
    ...more(removed, removedLines.length),
    ...addedLines.map((line) => `    + ${line}`),
    ...more(added, addedLines.length),
  ]
}
