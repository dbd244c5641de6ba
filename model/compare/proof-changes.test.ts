import { describe, expect, it } from 'vitest'
import type { AccessState } from '../access/access.ts'
import type { Cluster } from '../cluster.ts'
import { allAnswer, answers, fails, oneTimesOut, withAccessTest } from '../fixtures/access.ts'
import { referenceCluster } from '../fixtures/clusters.ts'
import { walkFixtures, withWalks } from '../fixtures/walks.ts'
import { compareClusters } from './compare.ts'
import { isNothing, nodesOn } from './comparison.ts'
import { formatComparison, formatSummary } from './format.ts'

let tests = 0
const asked = (
  cluster: Cluster,
  state: (node: string) => AccessState,
  agoMs = 1_000,
  outcome: 'done' | 'running' = 'done',
) => withAccessTest(cluster, { id: `0000000000${10 + ++tests}`, agoMs, outcome, state })
const all = (state: AccessState) => () => state
const changesOf = (a: Cluster, b: Cluster) => {
  const found = compareClusters(a, b)
  return found.access.map(({ is, before, after, on }) => ({ is, before, after, on: nodesOn(found, on).join(' ') }))
}

describe('access tests', () => {
  it('tell the node that gets no answer any more, and that it is a problem of the Service', () => {
    const found = compareClusters(allAnswer(), oneTimesOut())
    expect(found.access).toMatchObject([
      {
        port: 'default/web:80/TCP',
        role: 'cluster-ip',
        is: 'broke',
        after: { answered: 0, tries: 20, outcome: 'timeout', medianMs: null },
      },
    ])
    expect(nodesOn(found, found.access[0]!.on)).toEqual(['znode3'])
    expect(found.things).toMatchObject([
      { thing: 'service:default/web', is: 'same', problems: ['access'], access: [0] },
    ])
    expect(found.totals).toMatchObject({ access: { broke: 1, mended: 0 }, problems: 1 })
    expect(isNothing(found)).toBe(false)
    expect(formatSummary(found)).toContain('1 access test from nodes failing now')
    expect(formatComparison(found)).toMatch(
      /! access default\/web:80\/TCP by cluster-ip: 20 of 20 answered .* ms -> 0 of 20 answered timeout · znode3/,
    )
  })

  it('tell once what many nodes share, and what is mended', () => {
    const before = asked(referenceCluster(), all(fails('refused', 5)))
    expect(changesOf(before, asked(before, all(answers(5, 1)), 500))).toMatchObject([
      {
        is: 'mended',
        before: { answered: 0, tries: 30, outcome: 'refused' },
        after: { answered: 30, outcome: null },
        on: 'zmaster0 znode0 znode1 znode2 znode3 znode4',
      },
    ])
  })

  it('tell that answers take longer, by more than they do from one test to the next', () => {
    const before = asked(referenceCluster(), all(answers(10, 2)))
    expect(changesOf(before, asked(before, all(answers(10, 3.9)), 500))).toEqual([])
    expect(
      changesOf(
        before,
        asked(before, (node) => answers(10, node === 'znode1' ? 40 : 2), 500),
      ),
    ).toMatchObject([{ is: 'slower', before: { medianMs: 2 }, after: { medianMs: 40 }, on: 'znode1' }])
    const late = asked(before, (node) => answers(10, 2, node === 'znode2' ? { step: '63s' } : {}), 500)
    expect(changesOf(before, late)).toMatchObject([{ is: 'slower', after: { step: '63s' }, on: 'znode2' }])
    expect(changesOf(late, asked(late, all(answers(10, 2)), 400))).toMatchObject([{ is: 'faster', on: 'znode2' }])
  })

  it('say nothing of what one side never asked, is still being asked, or could not be', () => {
    const before = asked(referenceCluster(), all(answers(10, 2)))
    expect(changesOf(referenceCluster(), asked(referenceCluster(), all(fails('timeout', 5))))).toEqual([])
    expect(changesOf(before, asked(before, all(fails('timeout', 5)), 500, 'running'))).toEqual([])
    expect(changesOf(before, asked(before, all({ is: 'not-asked', why: 'silent', causes: [] }), 500))).toEqual([])
    expect(changesOf(before, before)).toEqual([])
  })

  it('do not call it a failure where the policy of the Service keeps a node from an answer', () => {
    const before = asked(referenceCluster(), all(answers(5, 1)))
    const causes = [{ id: 'internal-policy-local', certainty: 'certain', evidence: {} }] as const
    const after = asked(before, (node) => (node === 'znode1' ? fails('timeout', 5, { causes }) : answers(5, 1)), 500)
    expect(changesOf(before, after)).toMatchObject([{ is: 'other', on: 'znode1' }])
    expect(compareClusters(before, after).totals.problems).toBe(0)
  })

  it('tell that what failed before fails for another reason', () => {
    const before = asked(referenceCluster(), all(fails('timeout', 5)))
    expect(changesOf(before, asked(before, all(fails('timeout', 9)), 500))).toEqual([])
    expect(changesOf(before, asked(before, all(fails('refused', 5)), 500))).toMatchObject([
      { is: 'other', after: { outcome: 'refused' } },
    ])
  })
})

describe('walks', () => {
  /** As if another walk had been asked for the same. */
  function walked(name: keyof typeof walkFixtures, like: keyof typeof walkFixtures): Cluster {
    const cluster = withWalks([name])
    const { asked } = walkFixtures[like]().walk
    const [[id, walk]] = cluster.walks as unknown as [[string, ReturnType<(typeof walkFixtures)['reference']>['walk']]]
    return { ...cluster, walks: new Map([[id, { ...walk, asked }]]) }
  }

  it('tell that one stops short now, where and why; and that it gets through again', () => {
    const [through, lost] = [walked('reference', 'reference'), walked('lostRequest', 'reference')]
    const found = compareClusters(through, lost)
    expect(found.walks).toMatchObject([{ is: 'broke', before: { is: 'through', cause: null }, after: { is: 'lost' } }])
    expect(found.walks[0]!.after.last?.node).toEqual(expect.any(String))
    expect(found.things[0]).toMatchObject({ thing: 'service:default/web', problems: ['walk'], walks: [0] })
    expect(formatComparison(found)).toMatch(
      /! walk zmaster0 to default\/web:80\/TCP by cluster-ip: through -> lost .*last seen at/,
    )
    expect(compareClusters(lost, through)).toMatchObject({
      walks: [{ is: 'mended' }],
      totals: { walks: { mended: 1 }, problems: 0 },
    })
  })

  it('tell another reason, and nothing of what nobody saw or of another question', () => {
    const lost = walked('lostRequest', 'reference')
    expect(compareClusters(lost, walked('refusedByPod', 'reference')).walks).toMatchObject([{ is: 'other' }])
    expect(compareClusters(lost, walked('unseen', 'reference')).walks).toEqual([])
    expect(compareClusters(walked('reference', 'reference'), walked('lostRequest', 'ipv6')).walks).toEqual([])
  })
})
