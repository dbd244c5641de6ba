import { expect, it } from 'vitest'
import { shopCluster } from '../fixtures/shop.ts'
import { makeTableHash } from '../ids.ts'
import { makeShared } from './shared.ts'

const { nodes } = shopCluster()
const withOther = (change: object) => new Map([...nodes].map(([name, node]) => [name, { ...node, ...change }]))

it('nodes that only want another table look the same in every projection of some of it', () => {
  const { frames, names } = makeShared()
  const [framed, named] = [frames(nodes), names(nodes)]
  const wanting = withOther({ want: makeTableHash('f'.repeat(32)) })
  expect(frames(wanting)).toBe(framed)
  expect(names(wanting)).toBe(named)
})

it('whatever else changes in a node is told', () => {
  const { frames, names } = makeShared()
  const [framed, named] = [frames(nodes), names(nodes)]
  const uncounted = withOther({ withoutCounters: 'no netlink' })
  expect(frames(uncounted)).not.toEqual(framed)
  expect(names(uncounted)).toBe(named)
  const moved = withOther({ addresses: [{ device: 'eth0', address: '10.0.0.9', prefix: 24 }] })
  expect(frames(moved)).not.toEqual(framed)
  expect(names(moved)).not.toEqual(named)
})
