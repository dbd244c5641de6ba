import { describe, expect, it } from 'vitest'
import type { AccessTest } from '#model/access/access.ts'
import type { Cluster } from '#model/cluster.ts'
import {
  accessRunning,
  allAnswer,
  largeAccess,
  manyTests,
  oneTimesOut,
  partlyFailed,
  webPort,
} from '#model/fixtures/access.ts'
import { makeNodeName, type ServicePortId } from '#model/ids.ts'
import { makeAccessScene, shownTest, viewOf } from './scene.ts'
import { makeSummary } from './summary.ts'

const newest = (cluster: Cluster): AccessTest => [...cluster.accessTests.values()].at(-1)!
const scene = (cluster: Cluster, options = {}) =>
  makeAccessScene(newest(cluster), cluster.accessCells, cluster, { onlyProblems: false, worstFirst: false, ...options })
const nodesOf = (made: ReturnType<typeof scene>) => made.rows.map(({ node }) => node as string)
const large = largeAccess(200, 20)

describe('the map of a test', () => {
  it('has a row a node and a column a port, in the order they were asked', () => {
    const { rows, columns, cells } = scene(allAnswer())
    expect(nodesOf({ rows, columns, cells })).toEqual(['zmaster0', 'znode0', 'znode1', 'znode2', 'znode3', 'znode4'])
    expect(columns).toEqual([
      { port: webPort, service: 'default/web', rest: ':80/TCP', address: '10.104.197.218:80', isGone: false },
    ])
    expect(cells.every(({ standing }) => standing.is === 'answered')).toBe(true)
  })

  it('keeps the objects of cells that did not change', () => {
    const cluster = oneTimesOut()
    const [cell] = cluster.accessCells.values()
    expect(viewOf(cell!, true)).toBe(viewOf(cell!, true))
    expect(scene(cluster).cells[0]).toBe(scene({ ...cluster }).cells[0])
  })

  it('shows only rows and columns with a problem, or the worst first', () => {
    expect(nodesOf(scene(oneTimesOut(), { onlyProblems: true }))).toEqual(['znode3'])
    expect(nodesOf(scene(partlyFailed(), { worstFirst: true }))).toEqual([
      'znode0',
      'zmaster0',
      'znode3',
      'znode2',
      'znode1',
      'znode4',
    ])
    const { rows, columns, cells } = scene(large, { onlyProblems: true, worstFirst: true })
    expect([rows.length < 200, columns.length, cells.length]).toEqual([true, 20, 4_000])
    expect(rows[0]!.node).toBe('node-0041')
    expect(scene(allAnswer(), { onlyProblems: true }).rows).toEqual([])
  })

  it('leaves a hole where a pair has not come, and marks a port no Service has', () => {
    const cluster = allAnswer()
    const cells = new Map([...cluster.accessCells].slice(1))
    const made = makeAccessScene(newest(cluster), cells, cluster, { onlyProblems: false, worstFirst: true })
    expect(made.rows.filter((row) => row.cells[0] === null).map(({ node }) => node as string)).toEqual(['zmaster0'])
    const gone = { ...cluster, services: new Map([...large.services].slice(0, 1)) }
    expect(scene(gone).columns[0]!.isGone).toBe(true)
    expect(scene({ ...cluster, services: new Map() }).columns[0]!.isGone).toBe(false)
  })
})

describe('the test that is shown', () => {
  const { accessTests } = manyTests()
  const other = 'default/other:80/TCP' as ServicePortId
  it.each([
    ['the newest', { test: '', question: null }, '000000000010'],
    ['the one that is named', { test: '000000000070', question: null }, '000000000070'],
    ['none, where the hub has let it go', { test: 'gone', question: null }, undefined],
    ['the newest of the ports', { test: '', question: { ports: [webPort] } }, '000000000010'],
    ['none, where nobody asked these ports', { test: '', question: { ports: [webPort, other] } }, undefined],
  ])('is %s', (_, options, id) => {
    expect(shownTest(accessTests, options)?.id).toBe(id)
  })
})

describe('the summary', () => {
  const lines = (cluster: Cluster) =>
    makeSummary(scene(cluster)).lines.map(({ matter, of, cells, outOf }) => [
      Object.values(matter).join(' '),
      of.is === 'port' ? of.port : of.is === 'node' ? of.node : of.is,
      cells.length,
      outOf,
    ])

  it('is one number and no line when all is well', () => {
    expect(makeSummary(scene(allAnswer()))).toEqual({
      nodes: 6,
      ports: 1,
      answeredNodes: 6,
      answeredPairs: 6,
      pairs: 6,
      lines: [],
    })
  })

  it('tells the worst first, and a node that could not be asked last', () => {
    expect(lines(partlyFailed())).toEqual([
      ['failed refused', 'nodes', 1, 6],
      ['partly timeout', 'nodes', 1, 6],
      ['partly wrong-status', 'nodes', 1, 6],
      ['slow 3s', 'nodes', 1, 6],
      ['not-asked', 'nodes', 1, 6],
    ])
    expect(makeSummary(scene(partlyFailed()))).toMatchObject({ answeredNodes: 2, pairs: 5 })
  })

  it('of many ports tells a bad port and a bad node once, and single pairs together', () => {
    expect(lines(large).slice(0, 3)).toEqual([
      ['failed refused', 'team-06/service-6:80/TCP', 159, 200],
      ['failed timeout', 'node-0041', 20, 20],
      ['failed unreachable', 'pairs', 4, 4_000],
    ])
    expect(lines(large).at(-1)).toEqual(['not-asked', 'node-0077', 19, 20])
    expect(makeSummary(scene(large)).lines.length).toBeLessThan(8)
  })

  it('counts what has ended', () => {
    expect(makeSummary(scene(accessRunning()))).toMatchObject({ nodes: 6, ports: 5, pairs: 13, answeredPairs: 13 })
  })

  it('leaves out what a cancelled test did not come to', () => {
    const running = accessRunning()
    const test = { ...newest(running), outcome: 'cancelled' as const }
    const made = makeAccessScene(test, running.accessCells, running, { onlyProblems: false, worstFirst: false })
    expect(made.cells.filter(({ standing }) => standing.is === 'left-out')).toHaveLength(17)
    expect(makeSummary(made)).toMatchObject({ pairs: 13, answeredPairs: 13, lines: [] })
  })

  it('names a node that is broken for one port, not the cluster', () => {
    const [line] = makeSummary(scene(oneTimesOut())).lines
    expect(line?.cells.map(({ cell }) => cell.node)).toEqual([makeNodeName('znode3')])
  })
})
