import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { counterNames } from '#model/load.ts'
import type { Compared } from './compare-guest.ts'
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
    const { listing, stats, later, withoutCounters } = JSON.parse(result ?? 'null') as Compared
    expect(withoutCounters).toBeNull()
    expect(listing.ours).toEqual(listing.theirs)
    for (const { ours, theirs } of [stats, later])
      for (const name of counterNames)
        expect(ours.map((totals) => totals[name])).toEqual(theirs.map((totals) => totals[name]))
    expect(stats.ours.filter((totals) => totals.connections !== '0').length).toBeGreaterThanOrEqual(6)
    expect(later.ours).not.toEqual(stats.ours)
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
