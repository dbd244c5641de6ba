/**
 * How long two moments of a large cluster take to compare, that share no object, as two opened snapshots:
 * `npm run bench -- compare [--nodes 1000] [--services 1000] [--pods 3]`
 */
import { parseArgs } from 'node:util'
import type { Cluster } from '#model/cluster.ts'
import { compareClusters } from '#model/compare/compare.ts'
import { formatTable } from '../shared/print.ts'
import { build, type Subject } from './subjects.ts'

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    services: { type: 'string', default: '1000' },
    pods: { type: 'string', default: '3' },
  },
})
const size = {
  nodes: Number(values.nodes),
  services: Number(values.services),
  namespaces: 63,
  podsEach: Number(values.pods),
}
const say = (line: string) => process.stdout.write(`${line}\n`)
const times = 5

/** Of processor time, the runtime's own threads with it: others on the machine do not count. */
function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The first time, with nothing worked out before, and the median of several on other objects. */
function measure(subject: Subject): string[] {
  const taken = Array.from({ length: times }, () => {
    const [a, b] = [build(size, 'before'), build(size, subject)]
    const start = process.cpuUsage()
    const { totals } = compareClusters(a, b)
    return { ms: spentSince(start), totals }
  })
  const sorted = taken.map(({ ms }) => ms).sort((left, right) => left - right)
  const { rows, services, drift } = taken[0]!.totals
  return [
    taken[0]!.ms.toFixed(0),
    sorted[times >> 1]!.toFixed(0),
    `${services.changed} Services, ${rows.toLocaleString('en')} rows, ${drift.new + drift.gone + drift.still} drift`,
  ]
}

const same: Cluster = build(size, 'before')
const start = process.cpuUsage()
compareClusters(same, same)
const itself = spentSince(start)
say(
  `${size.nodes} nodes × ${size.services} virtual servers × ${size.podsEach} real servers, every row with connections`,
)
say(
  formatTable([
    ['', 'first, ms', 'median, ms', 'found'],
    ['the same object', itself.toFixed(0), '', ''],
    ['another object, nothing differs', ...measure('before')],
    ['1 % of nodes differ', ...measure('nodes')],
    ['1 % of Services differ on all nodes', ...measure('services')],
    ['the same, each node with a table of its own', ...measure('own-tables')],
  ]),
)
