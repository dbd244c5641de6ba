import { describe, expect, it } from 'vitest'
import {
  allAnswer,
  answers,
  fails,
  largeAccess,
  manyTests,
  oneTimesOut,
  partlyFailed,
  webPort,
  withAccessTest,
} from '#model/fixtures/access.ts'
import type { ServicePortId } from '#model/ids.ts'
import { makeAccessPorts, newestOf } from './access-scene.ts'

const other = 'default/other:80/TCP' as ServicePortId

describe('the access of a Service', () => {
  it('is that of the newest test which asked one of its ports', () => {
    expect(newestOf(manyTests().accessTests, [other, webPort])?.id).toBe('000000000010')
    expect(newestOf(manyTests().accessTests, [other])).toBeNull()
  })

  it('is a sign a node, and the worst by name', () => {
    const cluster = partlyFailed()
    const test = newestOf(cluster.accessTests, [webPort])!
    const [line, missing] = makeAccessPorts(test, cluster.accessCells, [webPort, other])
    expect(line).toMatchObject({ isAsked: true, notDrawn: 0, answered: 2, asked: 5 })
    expect(line!.signs.map(({ standing }) => standing.is)).toEqual([
      'partly',
      'failed',
      'not-asked',
      'answered',
      'partly',
      'answered',
    ])
    expect(line!.troubles.map(({ cell }) => cell.node)).toEqual(['znode0', 'zmaster0', 'znode3', 'znode2'])
    expect(missing).toMatchObject({ isAsked: false, signs: [], asked: 0 })
  })

  it('names nobody when all answer, and one when one does not', () => {
    for (const [cluster, names] of [
      [allAnswer(), []],
      [oneTimesOut(), ['znode3']],
    ] as const) {
      const [line] = makeAccessPorts(newestOf(cluster.accessTests, [webPort])!, cluster.accessCells, [webPort])
      expect(line!.troubles.map(({ cell }) => cell.node)).toEqual(names)
    }
  })

  it('counts apart those of which no answer was to be expected', () => {
    const policy = { id: 'internal-policy-local', certainty: 'certain', evidence: {} } as const
    const cluster = withAccessTest(allAnswer(), {
      id: 'f00000000001',
      state: (node) => (node === 'znode2' ? answers(5, 1) : fails('refused', 5, { shares: [], causes: [policy] })),
    })
    const [line] = makeAccessPorts(newestOf(cluster.accessTests, [webPort])!, cluster.accessCells, [webPort])
    expect(line).toMatchObject({
      answered: 1,
      asked: 1,
      excused: [{ like: { is: 'by-policy' }, nodes: 5 }],
      troubles: [],
    })
  })

  it('of very many nodes draws those that need a look', () => {
    const cluster = largeAccess(1_000, 1)
    const [port] = [...cluster.accessTests.values()][0]!.asked.ports
    const [line] = makeAccessPorts(newestOf(cluster.accessTests, [port!])!, cluster.accessCells, [port!])
    expect(line!.signs.length + line!.notDrawn).toBe(1_000)
    expect(line!.signs.every(({ standing }) => standing.is !== 'answered' || standing.step !== null)).toBe(true)
  })
})
