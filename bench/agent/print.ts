/** The result as a table. */

import { median } from '../shared/numbers.ts'
import { formatTable } from '../shared/print.ts'
import type { Cost } from './cost.ts'
import type { BenchResult } from './guest.ts'

export interface Line {
  readonly name: string
  readonly cpuMs: number
  readonly wallMs: number
  readonly peakRssMb: number
}

const summary = (name: string, costs: readonly Cost[]): Line => ({
  name,
  cpuMs: median(costs.map((cost) => cost.cpuMs)),
  wallMs: median(costs.map((cost) => cost.wallMs)),
  peakRssMb: Math.max(...costs.map((cost) => cost.peakRssKb)) / 1024,
})

export const summaries = (result: BenchResult): Line[] => result.rows.map(({ name, costs }) => summary(name, costs))

/** Ratios say how many times the processor time of our own poll a row costs. */
export function formatResult(result: BenchResult): string {
  const lines = summaries(result)
  const cpuOf = (name: string) => lines.find((line) => line.name === name)?.cpuMs ?? NaN
  const [plain, totals] = [cpuOf('agent, nothing moves'), cpuOf('agent with totals, nothing moves')]
  const cells = (line: Line) => [
    line.name,
    line.cpuMs.toFixed(1),
    line.wallMs.toFixed(1),
    line.peakRssMb.toFixed(0),
    `${(line.cpuMs / plain).toFixed(1)} x`,
    `${(line.cpuMs / totals).toFixed(1)} x`,
  ]
  const table = [['', 'CPU ms', 'wall ms', 'peak RSS MB', 'of plain', 'of totals'], ...lines.map(cells)]
  const { rows, equal, moved } = result.verified
  return [
    `${result.virtualServers} virtual servers x ${result.realServers} real servers, Linux ${result.kernel} (user-mode), Node ${result.node}, medians of ${result.rounds} rounds`,
    formatTable(table),
    `Totals equal to ipvsadm --stats --exact in ${equal} of ${rows} rows, ${moved} of which had moved.`,
  ].join('\n')
}
