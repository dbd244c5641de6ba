/** Results of one or several sizes, side by side. */
import { median, percentile } from '../shared/numbers.ts'
import { formatBytes, formatNumber, formatTable } from '../shared/print.ts'
import type { HubResult } from './run.ts'

type Line = readonly [name: string, value: (result: HubResult) => string]

const percent = (share: number, digits = 1) => `${formatNumber(share * 100, digits)} %`
const ms = (value: number) => `${formatNumber(value, 1)} ms`

/** Processor time of the hub for each report it took: everything it does is in it. */
export const cpuMsAReport = ({ steady }: HubResult): number => steady.spent.cpuMs / steady.answered.reports
const bytesAReport = ({ steady: { answered } }: HubResult): number =>
  (answered.reportBytes + answered.serverBytes + answered.factBytes) / answered.reports

const lines: readonly Line[] = [
  ['first contact', ({ firstContact }) => `${firstContact.seconds.toFixed(1)} s`],
  ['  the table was sent', ({ firstContact }) => `${firstContact.tables.toFixed(2)} times`],
  ['  reports', ({ firstContact }) => formatBytes(firstContact.answered.reportBytes)],
  ['  virtual servers', ({ firstContact }) => formatBytes(firstContact.answered.serverBytes)],
  ['  facts', ({ firstContact }) => formatBytes(firstContact.answered.factBytes)],
  ['  CPU of the hub', ({ firstContact }) => `${(firstContact.spent.cpuMs / 1_000).toFixed(1)} s`],
  ['hub, of one core', ({ steady }) => percent(steady.spent.cpuShare)],
  ['  RSS', ({ steady }) => `${steady.spent.rssMb.toFixed(0)} MB`],
  ['  RSS at most', ({ steady }) => `${steady.spent.peakRssMb.toFixed(0)} MB`],
  ['  heap', ({ steady }) => `${steady.loop.heapMb.toFixed(0)} MB`],
  ['  buffers', ({ steady }) => `${steady.loop.buffersMb.toFixed(0)} MB`],
  ['  event loop late, p50', ({ steady }) => ms(steady.loop.loopP50Ms)],
  ['  event loop late, p99', ({ steady }) => ms(steady.loop.loopP99Ms)],
  ['  event loop late, most', ({ steady }) => ms(steady.loop.loopMostMs)],
  ['nodes heard', ({ steady }) => String(steady.heard)],
  ['reports a second', ({ steady }) => formatNumber((steady.answered.reports * 1_000) / steady.spent.wallMs, 0)],
  ['bytes a report', (result) => formatBytes(bytesAReport(result))],
  ['  of the kernel’s text', (result) => percent(bytesAReport(result) / result.wholeTable.procBytes, 2)],
  ['  of the table as JSON', (result) => percent(bytesAReport(result) / result.wholeTable.bytes, 2)],
  ['hub, CPU a report', (result) => ms(cpuMsAReport(result))],
  ['whole table as JSON: fetch and parse', ({ wholeTable }) => ms(wholeTable.cpuMs)],
  ['  of the hub’s', (result) => `${(result.wholeTable.cpuMs / cpuMsAReport(result)).toFixed(1)} x`],
  ['answer to frame, p50', ({ latency }) => ms(median(latency.ms))],
  ['  p99', ({ latency }) => ms(percentile(latency.ms, 0.99))],
  ['  marks, missed', ({ latency }) => `${latency.ms.length}, ${latency.missed}`],
  ...frameLines('overview'),
  ...frameLines('service'),
]

function frameLines(of: 'overview' | 'service'): Line[] {
  return [
    [`${of}, first frame`, ({ frames }) => formatBytes(frames[of].firstBytes)],
    ['  following, median', ({ frames }) => formatBytes(median(frames[of].bytes))],
    ['  following, p99', ({ frames }) => formatBytes(percentile(frames[of].bytes, 0.99))],
    ['  frames a second', ({ frames }) => formatNumber(frames[of].perSecond, 1)],
  ]
}

export function formatResults(results: readonly HubResult[]): string {
  const [first] = results
  if (first === undefined) return ''
  const { services, reals } = first.size
  return [
    `${services} virtual servers x ${reals} real servers a node, polled every ${first.pollMs} ms; ${first.size.moving * 100} % of rows move between two polls, ${first.changes} endpoints change a second`,
    formatTable([
      ['', ...results.map(({ size }) => `${size.nodes} nodes`)],
      ...lines.map(([name, value]) => [name, ...results.map(value)]),
    ]),
    ...ratios(results),
  ].join('\n')
}

/** How cost grows from one size to the next. */
function ratios(results: readonly HubResult[]): string[] {
  return results.slice(1).map((result, index) => {
    const before = results[index]!
    const times = (value: (of: HubResult) => number) => `${(value(result) / value(before)).toFixed(2)} x`
    const nodes = times(({ size }) => size.nodes)
    return `${nodes} the nodes: CPU ${times(({ steady }) => steady.spent.cpuShare)}, RSS ${times(({ steady }) => steady.spent.rssMb)}, bytes a report ${times(bytesAReport)}`
  })
}
