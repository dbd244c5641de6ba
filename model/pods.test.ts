import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makePodId, type PodId } from './ids.ts'
import type { KubePod } from './kube/pod.ts'
import { overlay } from './overlay.ts'
import { podsByAddress } from './pods.ts'

const podArbitrary = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  addresses: fc.uniqueArray(fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', 'fd00::1'), {
    maxLength: 2,
  }),
  hostNetwork: fc.constantFrom(false, false, true),
  phase: fc.constantFrom('Running', 'Running', 'Succeeded'),
})

const podOf = ({
  name,
  ...parts
}: {
  name: string
  addresses: string[]
  hostNetwork: boolean
  phase: string
}): KubePod => ({
  id: makePodId('shop', name),
  namespace: 'shop',
  name,
  node: null,
  ready: true,
  terminating: false,
  ...parts,
})
const pods = fc.uniqueArray(podArbitrary, { selector: ({ name }) => name }).map((parts) => parts.map(podOf))

it('Pods that changed a little are found by the same addresses as those made from nothing', () => {
  fc.assert(
    fc.property(pods, pods, fc.subarray(['a', 'b', 'c', 'd']), (before, changed, gone) => {
      const base = new Map(before.map((pod) => [pod.id, pod]))
      const changes = new Map<PodId, KubePod | undefined>(gone.map((name) => [makePodId('shop', name), undefined]))
      for (const pod of changed) changes.set(pod.id, pod)
      const now = overlay(base, changes)
      const byName = ([a]: [string, PodId], [b]: [string, PodId]) => (a < b ? -1 : 1)
      expect([...podsByAddress({ pods: now })].sort(byName)).toEqual(
        [...podsByAddress({ pods: new Map(now) })].sort(byName),
      )
    }),
    { numRuns: 1_000 },
  )
})

it('a Pod that ended has given its address back', () => {
  const parts = { addresses: ['10.0.0.1'], hostNetwork: false }
  const [worker, job] = [
    podOf({ name: 'a', phase: 'Running', ...parts }),
    podOf({ name: 'b', phase: 'Succeeded', ...parts }),
  ]
  const index = podsByAddress({ pods: new Map([worker, job].map((pod) => [pod.id, pod])) })
  expect([...index]).toEqual([['10.0.0.1', worker.id]])
})
