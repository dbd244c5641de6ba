import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { counterNames } from '#model/load.ts'
import type { Compared, Values } from './compare-guest.ts'
import { runInKernel, whyNoKernel } from './kernel/boot.ts'

const root = join(import.meta.dirname, '../..')
const node = `"${process.execPath}"`
const openScript = `import { openNetlink } from '${root}/server/agent/netlink/open.ts'
const opened = openNetlink()
process.stdout.write(('why' in opened ? opened.why : 'open') + '\\n')
`
const run = async (script: string) => {
  const { status, output, result } = await runInKernel({
    memoryMb: 512,
    deadlineMs: 100_000,
    files: { 'open.ts': openScript },
    script,
  })
  if (status !== 0) throw new Error(output)
  return { output, result }
}

describe.runIf(process.env['FAIRLEAD_LAB'] === '1')('totals from a real kernel', { timeout: 120_000 }, () => {
  it('are those ipvsadm prints, counter by counter, and the table reads as it prints it', async () => {
    expect(whyNoKernel()).toBeNull()
    const { result } = await run(`exec ${node} "${root}/bench/agent/compare-guest.ts"`)
    const { listing, moments, growth, rowLines, withoutCounters } = JSON.parse(result ?? 'null') as Compared
    expect(withoutCounters).toBeNull()
    expect(listing.ours).toEqual(listing.theirs)
    for (const { ours, theirs } of moments)
      for (const kind of ['stats', 'rates'] as const)
        for (const [counter, name] of counterNames.entries()) {
          const column = (lines: readonly Values[]) => lines.map((values) => `${name} ${values[counter]}`)
          expect(column(ours[kind])).toEqual(column(theirs[kind]))
        }
    const [first, later] = moments
    // Each column has values no other has, so that none can stand for another.
    const busiest = first!.theirs.stats.find((values) => new Set(values).size === counterNames.length)
    expect(busiest).toBeDefined()
    expect(first!.theirs.rates.some((values) => values.some((value) => value !== '0'))).toBe(true)
    const grown = rowLines.map((line) => {
      const values = counterNames.map(
        (_, at) => Number(later!.theirs.stats[line]![at]) - Number(first!.theirs.stats[line]![at]),
      )
      return values.every((value) => value === 0) ? null : values
    })
    expect(growth).toEqual(grown)
    expect(growth.filter((values) => values !== null)).toHaveLength(3)
  })

  it('need the right to read them, and the module, which asking does not load', async () => {
    const { output } = await run(
      [
        `${node} /run/x/open.ts`,
        `setpriv --bounding-set=-net_admin --inh-caps=-net_admin ${node} /run/x/open.ts`,
        `unshare --user --map-root-user ${node} /run/x/open.ts`,
        'modprobe -d /run/x -r ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_wlc ip_vs_sh ip_vs_mh ip_vs',
        `${node} /run/x/open.ts`,
        'test ! -e /proc/net/ip_vs',
      ].join('\n'),
    )
    const noRight =
      'Totals need the NET_ADMIN capability in the initial user namespace: the kernel refuses to answer without it.'
    expect(output.trim().split('\n')).toEqual([
      'open',
      noRight,
      noRight,
      'The kernel has no generic netlink family IPVS: the ip_vs module is not loaded, or this is an odd build of it.',
    ])
  })
})
