import { describe, expect, it } from 'vitest'
import type { AccessCell } from '../access/access.ts'
import type { Cluster } from '../cluster.ts'
import { emptyCluster } from '../cluster.ts'
import { noProofs, type Proofs } from '../proofs.ts'
import type { Scope } from '../scope.ts'
import { makeProjector } from './index.ts'

const cell = (test: string) => ({ test }) as AccessCell
const proofs = {
  ...noProofs,
  accessTests: new Map([
    ['a', {}],
    ['b', {}],
  ]),
  accessCells: new Map([
    ['a 1', cell('a')],
    ['b 1', cell('b')],
    ['b 2', cell('b')],
  ]),
  captures: new Map([['c', {}]]),
  packets: new Map([
    ['c 1', { capture: 'c' }],
    ['d 1', { capture: 'd' }],
  ]),
  walks: new Map([['w', {}]]),
  walkResults: new Map([
    ['w', {}],
    ['x', {}],
  ]),
} as unknown as Proofs
const cluster: Cluster = { ...emptyCluster, ...proofs }

const keysFor = (scope: Scope) => {
  const made = makeProjector(scope)(cluster)
  return Object.fromEntries(
    (Object.keys(noProofs) as (keyof Proofs)[]).flatMap((name) =>
      made[name].size === 0 ? [] : [[name, [...made[name].keys()]]],
    ),
  )
}

describe('proofs in projections', () => {
  it.each<[Scope, Record<string, string[]>]>([
    [{ is: 'overview' }, {}],
    [
      { is: 'access', test: 'a' },
      { accessTests: ['a', 'b'], accessCells: ['a 1'] },
    ],
    [
      { is: 'access', test: '' },
      { accessTests: ['a', 'b'], accessCells: ['b 1', 'b 2'] },
    ],
    [
      { is: 'capture', capture: 'c' },
      { captures: ['c'], packets: ['c 1'] },
    ],
    [{ is: 'capture', capture: '' }, { captures: ['c'] }],
    [
      { is: 'walk', walk: 'x' },
      { walks: ['w'], walkResults: ['x'] },
    ],
  ])('%j', (scope, keys) => expect(keysFor(scope)).toEqual(keys))

  it('are the same objects while what is looked at stays', () => {
    const project = makeProjector({ is: 'access', test: 'a' })
    const first = project(cluster)
    const second = project({ ...cluster, accessCells: new Map(cluster.accessCells).set('b 3', cell('b')) })
    expect(second).toBe(first)
  })
})
