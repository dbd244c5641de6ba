import { percentile } from '../shared/numbers.ts'
import { formatBytes, formatNumber, formatTable } from '../shared/print.ts'
import type { Streamed, StreamResult } from './run.ts'

const percent = (share: number) => `${formatNumber(share * 100, 1)} %`
const ms = (value: number) => `${formatNumber(value, 1)} ms`

export function formatStream({ size, alone, crowd, stalls, peer }: StreamResult): string {
  const row = (name: string, value: (of: Streamed) => string) => [name, value(crowd), value(peer)]
  const fanOut = crowd.spent.cpuShare - alone.cpuShare
  return [
    `${crowd.firstMs.length} browsers that behave and ${stalls.sockets} that stall, on the overview of ${size.nodes} x ${size.services} x ${size.reals}`,
    formatTable([
      ['', 'hub', 'socket.io alone'],
      ['CPU without the crowd, of one core', percent(alone.cpuShare), '-'],
      row('CPU with it', ({ spent }) => percent(spent.cpuShare)),
      ['  for the crowd', percent(fanOut), percent(peer.spent.cpuShare)],
      ['RSS without the crowd', `${alone.rssMb.toFixed(0)} MB`, '-'],
      row('RSS with it', ({ spent }) => `${spent.rssMb.toFixed(0)} MB`),
      row('frames a second, each', ({ framesPerSecond }) => formatNumber(framesPerSecond, 2)),
      row('bytes a frame', ({ bytesAFrame }) => formatBytes(bytesAFrame)),
      row('after the first browser, p50', ({ delaysMs }) => ms(percentile(delaysMs, 0.5))),
      row('  p99', ({ delaysMs }) => ms(percentile(delaysMs, 0.99))),
      row('connections lost', ({ lost }) => String(lost)),
      ['first frame, from nothing, p50', ms(percentile(crowd.firstMs, 0.5)), '-'],
      ['  p99', ms(percentile(crowd.firstMs, 0.99)), '-'],
      ['event loop late, p99', ms(crowd.loop.loopP99Ms), '-'],
      ['stalled browsers left at the end', String(stalls.left), '-'],
      ['  let go after', `${formatNumber(stalls.goneSeconds, 0)} s`, '-'],
    ]),
    `For the crowd the hub spends ${(fanOut / peer.spent.cpuShare).toFixed(2)} x what socket.io alone does.`,
  ].join('\n')
}
