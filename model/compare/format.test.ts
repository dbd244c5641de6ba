import { describe, expect, it } from 'vitest'
import { kubeProxyUpgrade, type Moments, nodeLost, nothingChanged, rollout, tampered } from '../fixtures/compare.ts'
import { compareClusters } from './compare.ts'
import { formatComparison, formatSummary } from './format.ts'

const compare = ({ before, after }: Moments) => compareClusters(before, after)
const times = 'Between 2025-03-14T02:57:00Z and 2025-03-14T03:12:00Z'

describe('a comparison as text', () => {
  it.each([
    [rollout(), '1 Service changed, 35 rows on 6 nodes, 1 new drift.'],
    [
      kubeProxyUpgrade(),
      '2 Services changed, 12 virtual servers set otherwise on 6 nodes, 12 kernel settings, 6 nodes changed.',
    ],
    [nodeLost(), '1 Service changed, 5 rows on 5 nodes, 1 node changed, 1 node vanished, load of 2 Services.'],
    [nothingChanged(), 'nothing changed.'],
    [{ before: tampered().after, after: tampered().after }, 'nothing changed. 4 drift as before.'],
  ])('is one sentence first: %#', (moments, sentence) => {
    const said = formatSummary(compare(moments))
    expect(said.endsWith(`: ${sentence}`)).toBe(true)
  })

  it('names what went and came, and where', () => {
    expect(formatComparison(compare(rollout()))).toContain(
      [
        '  ~ TCP 10.104.197.218:80 · all 6 nodes',
        '    - 100.66.209.194:80 Masq weight 1 · all 6 nodes',
        '    - 100.74.135.1:80 Masq weight 1 · zmaster0 znode0 znode1 znode2 znode3',
        '    - 100.108.11.194:80 Masq weight 1 · all 6 nodes',
        '    + 100.66.209.201:80 Masq weight 1 · all 6 nodes',
        '    + 100.108.11.198:80 Masq weight 1 · all 6 nodes',
        '    + 100.127.10.77:80 Masq weight 1 · all 6 nodes',
        '  ! new drift: 100.74.135.1:80 foreign · znode4',
      ].join('\n'),
    )
  })

  it('names settings of kernels, and those that are wrong', () => {
    expect(formatComparison(compare(kubeProxyUpgrade()))).toContain(
      [
        '~ All 6 nodes',
        '  ! a kernel setting is against what kube-proxy sets',
        '  ~ kube-proxy ipvs v1.32.13 -> ipvs v1.33.4',
        '  ! vs.expire_nodest_conn 1 -> 0',
        '  ~ nf_conntrack_max 262144 -> 131072',
      ].join('\n'),
    )
  })

  it('says plainly that there is nothing', () => {
    expect(formatComparison(compare(nothingChanged()))).toBe(`${times}: nothing changed.\n`)
  })
})
