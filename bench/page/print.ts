import { formatNumber, formatTable } from '../shared/print.ts'
import type { Measured } from './measure.ts'
import type { PageResult } from './run.ts'

const ms = (value: number) => `${formatNumber(value, 1)} ms`
const percent = (share: number) => `${formatNumber(share * 100, 1)} %`

const header = [
  '',
  'frame p50',
  'frame p95',
  'long tasks',
  'longest',
  'thread busy',
  'scripts',
  'JS heap',
  'news',
  'work a piece of news',
]

/** At rest the main thread works for news, and for what moves between two pieces of it. */
const perNews = ({ name, busy, seconds, received }: Measured): string =>
  received === 0 || !name.startsWith('at rest') ? '-' : ms((busy * seconds * 1_000) / received)

const row = (each: Measured): string[] => [
  `  ${each.name}`,
  ms(each.frameP50Ms),
  ms(each.frameP95Ms),
  String(each.longTasks),
  ms(each.longestTaskMs),
  percent(each.busy),
  percent(each.script),
  `${each.heapMb.toFixed(0)} MB`,
  String(each.received),
  perNews(each),
]

export function formatPages(results: readonly PageResult[]): string {
  const rows = results.flatMap(({ name, readyMs, measured }) => [
    [Number.isNaN(readyMs) ? name : `${name}, there after ${(readyMs / 1_000).toFixed(1)} s`],
    ...measured.map(row),
  ])
  return formatTable([header, ...rows])
}
