import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster } from './cluster.ts'
import { apply, diff, isEmpty, snapshot } from './diff.ts'
import { clusterArbitrary } from './fixtures/arbitrary.ts'

/** What the wire does to a delta. */
const overTheWire = <T>(delta: T): T => JSON.parse(JSON.stringify(delta)) as T

describe('diff and apply', () => {
  it('apply(a, diff(a, b)) is b, through JSON', () => {
    fc.assert(
      fc.property(clusterArbitrary, clusterArbitrary, (a, b) => {
        expect(apply(a, overTheWire(diff(a, b)))).toEqual(b)
      }),
    )
  })

  it('diff(a, a) says nothing', () => {
    fc.assert(fc.property(clusterArbitrary, (a) => isEmpty(diff(a, a))))
  })

  it('a snapshot is a diff from nothing', () => {
    fc.assert(
      fc.property(clusterArbitrary, (a) => {
        expect(apply(emptyCluster, overTheWire(snapshot(a)))).toEqual(a)
      }),
    )
  })

  it('what did not change stays the same object', () => {
    fc.assert(
      fc.property(clusterArbitrary, clusterArbitrary, (a, b) => {
        const next = apply(a, diff(a, { ...b, services: a.services, nodes: a.nodes }))
        expect(next.services).toBe(a.services)
        expect(next.nodes).toBe(a.nodes)
      }),
    )
  })

  it('sends only the rows that moved', () => {
    const load = (active: number[]) => ({
      at: 1,
      table: 'x',
      active: Uint32Array.from(active),
      inactive: new Uint32Array(active.length),
      rates: null,
      nodeRate: null,
    })
    const at = (active: number[]) => ({ ...emptyCluster, load: new Map([['n', load(active)]]) }) as unknown as Cluster
    const delta = diff(at([1, 2, 3]), at([1, 5, 3]))
    expect(delta.load?.set).toEqual([['n', { at: 1, rated: false, rows: [[1, 5, 0]], node: null }]])
  })
})
