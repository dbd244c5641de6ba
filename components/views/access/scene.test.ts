import { describe, expect, it } from 'vitest'
import type { AccessTest } from '#model/access/access.ts'
import type { Cluster } from '#model/cluster.ts'
import { allAnswer, largeAccess, manyTests, oneTimesOut, partlyFailed, webPort } from '#model/fixtures/access.ts'
import type { ServicePortId } from '#model/ids.ts'
import { makeAccessScene, shownTest, viewOf } from './scene.ts'

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
    const how = { isOver: true, doesSpeak: false }
    expect(viewOf(cell!, how)).toBe(viewOf(cell!, how))
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
