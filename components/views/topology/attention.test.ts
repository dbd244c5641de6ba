import { expect, it } from 'vitest'
import { touches } from '#components/stage/box.ts'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { drawOnce, narrow, wide } from './testing.ts'

it.each([
  ['wide', wide],
  ['narrow', narrow],
] as const)('what needs attention lies over no other rank on a %s screen', (_, free) => {
  const { layout, plan } = drawOnce(crowdCluster(), {}, free)
  const singles = [...plan.attention.services, ...plan.attention.nodes].map((id) => layout.boxes.get(id)!)
  const groups = [...plan.nodeGroups, ...plan.islands, ...plan.hosts].map(({ id }) => layout.boxes.get(id)!)
  expect(singles.length).toBeGreaterThan(0)
  expect(singles.filter((box) => groups.some((group) => touches(box, group)))).toEqual([])
})

it.each(['service:default/none', 'node:none', 'pod:default/none'])('%s, which is not there, dims nothing', (select) => {
  expect(drawOnce(referenceCluster(), { select }).scene.related).toBeNull()
})
it('what is selected dims what it has nothing to do with', () => {
  const { related } = drawOnce(referenceCluster(), { select: 'node:znode2' }).scene
  expect([related?.has('node:znode2'), related?.has('service:default/web'), related?.has('node:znode1')]).toEqual([
    true,
    true,
    false,
  ])
})
