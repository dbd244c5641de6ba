import { describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import {
  accessRunning,
  allAnswer,
  answers,
  fails,
  largeAccess,
  oneTimesOut,
  partlyFailed,
  withAccessTest,
} from '../fixtures/access.ts'
import { everyServiceKind } from '../fixtures/clusters.ts'
import { makeServiceId, makeServicePortId } from '../ids.ts'
import type { AccessState } from './access.ts'
import { portsThatSpeak, standingOf } from './standing.ts'
import { type JudgedCell, summariseTest } from './summary.ts'

function judged(cluster: Cluster, isOver = true): JudgedCell[] {
  const test = [...cluster.accessTests.keys()].at(-1)!
  const cells = [...cluster.accessCells.values()].filter((cell) => cell.test === test)
  const speaking = portsThatSpeak(cells)
  return cells.map((cell) => ({ cell, standing: standingOf(cell, { isOver, doesSpeak: speaking.has(cell.port) }) }))
}
const summary = (cluster: Cluster) => summariseTest(judged(cluster))
const lines = (cluster: Cluster) =>
  summary(cluster).lines.map(({ matter, of, cells, outOf, cause }) => [
    Object.values(matter).join(' '),
    Object.values(of.is === 'common' ? of.factor : of).join(' '),
    `${cells.length} of ${outOf}`,
    ...(cause === null ? [] : [`${cause.certainty} ${cause.id}`]),
  ])
const large = largeAccess(200, 20)

describe('the summary of a test', () => {
  it('is one number and no line when all is well', () => {
    expect(summary(allAnswer())).toEqual({
      nodes: 6,
      ports: 1,
      answeredNodes: 6,
      answeredPairs: 6,
      pairs: 6,
      expected: 6,
      lines: [],
    })
  })

  it('tells the worst first, and a node that could not be asked last', () => {
    expect(lines(partlyFailed())).toEqual([
      ['failed refused', 'nodes', '1 of 6', 'certain no-real-servers'],
      ['partly timeout', 'nodes', '1 of 6', 'certain real-server-missing'],
      ['partly wrong-status', 'nodes', '1 of 6', 'certain application-status'],
      ['slow 3s', 'nodes', '1 of 6', 'likely first-packet-lost'],
      ['not-asked', 'nodes', '1 of 6', 'certain agent-silent'],
    ])
    expect(summary(partlyFailed())).toMatchObject({ answeredNodes: 2, pairs: 5 })
  })

  it('of many ports tells a bad node once with why, a bad port once, and single pairs together', () => {
    expect(lines(large).slice(0, 3)).toEqual([
      ['failed timeout', 'node node-0041 false', '20 of 20', 'certain forwarding-off'],
      ['failed refused', 'port team-06/service-6:80/TCP', '159 of 200'],
      ['failed unreachable', 'pairs', '4 of 4000'],
    ])
    expect(lines(large).at(-1)).toEqual(['not-asked', 'node node-0077', '19 of 20'])
    expect(summary(large).lines.length).toBeLessThan(8)
  })

  it('counts what has ended, and leaves out what a cancelled test did not come to', () => {
    expect(summariseTest(judged(accessRunning(), false))).toMatchObject({ nodes: 6, ports: 5, pairs: 13 })
    expect(summary(accessRunning())).toMatchObject({ pairs: 13, answeredPairs: 13, lines: [] })
  })

  it('names a node that is broken for one port, not the cluster', () => {
    expect(summary(oneTimesOut()).lines.map(({ cells }) => cells.map(({ cell }) => String(cell.node)))).toEqual([
      ['znode3'],
    ])
  })
})

const port = (name: string, number: number, protocol: 'TCP' | 'UDP' = 'TCP') =>
  makeServicePortId(makeServiceId('default', name), number, protocol)
const nobody = (name: string) =>
  ({ id: 'no-ready-endpoints', certainty: 'certain', evidence: { service: name } }) as const
const silentPod = { id: 'pod-silent', certainty: 'possible', evidence: {} } as const
const policy = (node: string) => ({ id: 'internal-policy-local', certainty: 'certain', evidence: { node } }) as const

describe('a line', () => {
  const [one, two] = [port('one', 1), port('two', 2)]
  const tested = (
    state: (node: string, at: string) => AccessState,
    method?: { readonly is: 'udp'; readonly payload: '' },
  ) =>
    withAccessTest(everyServiceKind(), {
      ports: [one, two],
      tries: 3,
      ...(method && { method }),
      state: (node, of) => state(node, of),
    })

  it('of a port from which nobody gets an answer has the cause that all share, with what they agree on', () => {
    const cluster = tested((node, at) =>
      at === two
        ? fails('refused', 3, {
            shares: [],
            causes: [nobody('default/two'), { ...policy(node), certainty: 'possible' }],
          })
        : answers(3, 1),
    )
    expect(lines(cluster)).toEqual([['failed refused', `port ${two}`, '6 of 6', 'certain no-ready-endpoints']])
    expect(summary(cluster).lines[0]!.cause!.evidence).toEqual({ service: 'default/two' })
  })

  it('of several nodes or ports with the same to say is one', () => {
    const off = { id: 'forwarding-off', certainty: 'certain', evidence: {} } as const
    const ports = [one, two, port('three', 3), port('four', 4)]
    const tested = withAccessTest(everyServiceKind(), {
      ports,
      tries: 3,
      state: (node, at) =>
        node === 'znode1' || node === 'znode3'
          ? fails('timeout', 3, { shares: [], causes: [off] })
          : at === ports[2] || at === ports[3]
            ? fails('refused', 3, { shares: [], causes: [nobody(at)] })
            : answers(3, 1, { shares: [] }),
    })
    expect(summary(tested).lines.map(({ of, cells, cause }) => [of, cells.length, cause])).toEqual([
      [
        {
          is: 'common',
          factor: { is: 'port', port: ports[2] },
          alike: [{ is: 'port', port: ports[3] }],
        },
        12,
        { id: 'no-ready-endpoints', certainty: 'certain', evidence: {} },
      ],
      [
        {
          is: 'common',
          factor: { is: 'node', node: 'znode1', beyond: false },
          alike: [{ is: 'node', node: 'znode3', beyond: false }],
        },
        8,
        off,
      ],
    ])
  })

  it('has no cause where its cells have each another', () => {
    const cluster = tested((node, at) =>
      at === two ? fails('timeout', 3, { causes: [node < 'znode2' ? nobody('a') : silentPod] }) : answers(3, 1),
    )
    expect(lines(cluster).flat().join(' ')).not.toMatch(/no-ready|pod-silent/)
  })

  it('of silence and of a policy blames nobody, and what is expected is judged alone', () => {
    const cluster = tested(
      (node, at) =>
        at === two
          ? fails('timeout', 3, { causes: [silentPod] })
          : node === 'znode1'
            ? answers(3, 1)
            : fails('refused', 3, { causes: [policy(node)] }),
      { is: 'udp', payload: '' },
    )
    expect(lines(cluster)).toEqual([
      ['silent', `port ${two}`, '6 of 6'],
      ['by-policy', `port ${one}`, '5 of 6', 'certain internal-policy-local'],
    ])
    expect(summary(cluster)).toMatchObject({ pairs: 1, answeredPairs: 1, answeredNodes: 1, expected: 1 })
  })
})
