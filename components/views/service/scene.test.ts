import { describe, expect, it } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import {
  driftingCluster,
  everyServiceKind,
  missingVirtualServer,
  oddNames,
  referenceCluster,
  silentNodes,
  webAddress,
} from '#model/fixtures/clusters.ts'
import { makeServiceId } from '#model/ids.ts'
import { placesOf } from './places.ts'
import { type Matrix, makeMatrix } from './scene.ts'
import { schedulersSeen } from './schedulers.ts'
import { makeVerdict } from './verdict.ts'

const serviceOf = (cluster: Cluster, namespace: string, name: string) =>
  cluster.services.get(makeServiceId(namespace, name))!
const webMatrix = (cluster: Cluster): Matrix => {
  const web = serviceOf(cluster, 'default', 'web')
  return makeMatrix(cluster, web, placesOf(web)[0]!)
}
/** Node by node, the states of its cells: `.` for neither there nor wanted. */
const states = (matrix: Matrix) =>
  Object.fromEntries(matrix.rows.map(({ node, cells }) => [node, cells.map((cell) => cell?.state ?? '.').join(' ')]))

describe('the matrix of the reference case', () => {
  const cluster = referenceCluster()
  const matrix = webMatrix(cluster)

  it('has a row a node and a column a real server, with its Pod and where it runs', () => {
    expect(matrix.rows.map(({ node }) => node)).toEqual(['zmaster0', 'znode0', 'znode1', 'znode2', 'znode3', 'znode4'])
    expect(matrix.columns.map(({ key, pod, node }) => [key, pod, node])).toEqual([
      ['100.66.209.194:80', 'default/web-96d5df5c8-qcbvc', 'znode1'],
      ['100.74.135.1:80', 'default/web-96d5df5c8-x7m2k', 'znode3'],
      ['100.108.11.194:80', 'default/web-96d5df5c8-c2cp4', 'znode2'],
    ])
  })

  it('agrees everywhere, and says so', () => {
    expect(new Set(Object.values(states(matrix)))).toEqual(new Set(['agrees agrees agrees']))
    expect(makeVerdict(matrix)).toEqual({ judged: 6, right: 6, settling: 0, findings: [], blind: [], unjudged: 0 })
  })

  it('sums what its cells show', () => {
    matrix.columns.forEach((_, column) => {
      const cells = matrix.rows.map(({ cells }) => cells[column]!)
      expect(matrix.totals[column]!.active).toBe(cells.reduce((all, { active }) => all + active, 0))
      expect(matrix.totals[column]!.rate).toBeCloseTo(cells.reduce((all, { rate }) => all + rate, 0))
    })
    expect(matrix.peak).toBe(Math.max(...matrix.rows.flatMap(({ cells }) => cells.map((cell) => cell!.rate))))
  })

  it('tells one scheduler on all nodes', () => {
    expect(schedulersSeen(cluster, serviceOf(cluster, 'default', 'web'))).toEqual([{ name: 'rr', nodes: 6 }])
  })
})

describe('the matrix of drifting nodes', () => {
  const cluster = driftingCluster()
  const matrix = webMatrix(cluster)

  it('shows each kind of difference in its cell', () => {
    // Columns: .66 web, .74 web, 100.94.229.201 (foreign), .108 web, 100.127.10.70 (draining).
    expect(states(matrix)).toEqual({
      zmaster0: 'agrees agrees . agrees .',
      znode0: 'missing agrees . agrees .',
      znode1: 'agrees agrees foreign agrees .',
      znode2: 'agrees agrees . agrees draining',
      znode3: 'weight agrees . agrees .',
      znode4: 'agrees agrees . agrees .',
    })
  })

  it('has no number where there is no row', () => {
    const missing = matrix.rows[1]!.cells[0]!
    expect([missing.active, missing.inactive, missing.rate]).toEqual([NaN, NaN, NaN])
  })

  it('says who differs how; draining is no fault', () => {
    const verdict = makeVerdict(matrix)
    expect([verdict.right, verdict.judged]).toEqual([2, 6])
    expect(verdict.findings.map(({ severity, nodes, fact }) => [severity, ...nodes, fact.is])).toEqual([
      ['wrong', 'znode0', 'missing'],
      ['wrong', 'znode1', 'foreign'],
      ['wrong', 'znode3', 'weight'],
      ['wrong', 'znode4', 'setting'],
      ['draining', 'znode2', 'draining'],
    ])
  })

  it('counts the schedulers really seen', () => {
    expect(schedulersSeen(cluster, serviceOf(cluster, 'default', 'web'))).toEqual([
      { name: 'rr', nodes: 5 },
      { name: 'wlc', nodes: 1 },
    ])
  })

  it('is settling, not wrong, just after the Service changed', () => {
    const web = serviceOf(cluster, 'default', 'web')
    const fresh = { ...web, changedAt: cluster.at - 3_000 }
    const settling = makeMatrix(cluster, fresh, placesOf(fresh)[0]!)
    expect(settling.isSettling).toBe(true)
    expect(makeVerdict(settling)).toMatchObject({ settling: 4, right: 2 })
  })
})

describe('the matrix of silent nodes', () => {
  const matrix = webMatrix(silentNodes())

  it('keeps the late one, and has no cell of what is not known', () => {
    expect(matrix.rows.map(({ node, standing, cells }) => [node, standing.is, cells.length])).toEqual([
      ['zmaster0', 'agrees', 3],
      ['znode0', 'agrees', 3],
      ['znode1', 'agrees', 3],
      ['znode2', 'silent', 0],
      ['znode3', 'no-table', 0],
      ['znode4', 'silent', 0],
    ])
  })

  it('is judged by those that are seen', () => {
    const { judged, right, blind } = makeVerdict(matrix)
    expect([judged, right, blind.map(({ node }) => node)]).toEqual([3, 3, ['znode2', 'znode3', 'znode4']])
  })

  it('sums only those that answer', () => {
    const heard = matrix.rows.slice(0, 3).map(({ cells }) => cells[0]!.rate)
    expect(matrix.totals[0]!.rate).toBeCloseTo(heard.reduce((all, rate) => all + rate, 0))
  })
})

describe('the matrix without something to compare with', () => {
  it('shows the tables and judges nothing', () => {
    const cluster = referenceCluster()
    const nodes = new Map([...cluster.nodes].map(([name, node]) => [name, { ...node, want: null }]))
    const matrix = webMatrix({ ...cluster, nodes })
    expect(states(matrix)['znode0']).toBe('agrees agrees agrees')
    expect(makeVerdict(matrix)).toMatchObject({ judged: 0, unjudged: 6, findings: [] })
  })

  it('says a whole virtual server is missing once, not row by row', () => {
    const { findings } = makeVerdict(webMatrix(missingVirtualServer()))
    expect(findings).toEqual([{ fact: { is: 'no-virtual-server' }, severity: 'wrong', nodes: ['znode3'] }])
  })
})

describe('the places of a Service', () => {
  const cluster = everyServiceKind()
  const ids = (namespace: string, name: string) => placesOf(serviceOf(cluster, namespace, name)).map(({ id }) => id)

  it.each([
    ['default', 'web', [`${webAddress}:80/TCP`]],
    ['shop', 'checkout', ['10.96.12.7:80/TCP', '10.96.12.7:9090/TCP', 'node:30080/TCP', 'node:30090/TCP']],
    [
      'shop',
      'edge',
      [
        '10.96.44.1:443/TCP',
        '[fd00:96::44]:443/TCP',
        '203.0.113.7:443/TCP',
        '198.51.100.20:443/TCP',
        'node:30443/TCP',
        'node:30443/TCP/6',
      ],
    ],
    ['kube-system', 'kube-dns', ['10.96.0.10:53/UDP', '10.96.0.10:53/TCP']],
    ['shop', 'nobody-home', ['10.96.77.7:80/TCP']],
    ['shop', 'queue', []],
    ['shop', 'payments', []],
    ['shop', 'meshed', []],
  ])('%s/%s stands at %j', (namespace, name, expected) => {
    expect(ids(namespace, name)).toEqual(expected)
  })

  it('a node port has each node’s own address and only the local endpoints', () => {
    const checkout = serviceOf(cluster, 'shop', 'checkout')
    const matrix = makeMatrix(cluster, checkout, placesOf(checkout)[2]!)
    expect(matrix.rows.map(({ key }) => key)).toContain('TCP 192.168.138.51:30080')
    expect(states(matrix)).toMatchObject({ znode0: '. agrees', znode1: 'agrees .', zmaster0: 'agrees agrees' })
    expect(makeVerdict(matrix)).toMatchObject({ judged: 6, right: 6 })
  })

  it('no endpoint makes no column, and the tables still agree', () => {
    const empty = serviceOf(cluster, 'shop', 'nobody-home')
    const matrix = makeMatrix(cluster, empty, placesOf(empty)[0]!)
    expect(matrix.columns).toEqual([])
    expect(makeVerdict(matrix)).toMatchObject({ judged: 6, right: 6 })
  })

  it('takes any name for what it is', () => {
    const odd = oddNames()
    for (const service of odd.services.values()) {
      expect(makeVerdict(makeMatrix(odd, service, placesOf(service)[0]!))).toMatchObject({ judged: 3, right: 3 })
    }
  })
})
