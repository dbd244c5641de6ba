/**
 * From facts to a scene with everything kept between two of them: layouts by filter, lines by
 * layout, scales. Pure but for what it remembers; knows neither stage nor store.
 */
import type { Cluster } from '#model/cluster.ts'
import type { Facts, ThingId } from './facts.ts'
import type { Labels } from './labels.ts'
import { type Layout, makeLayout } from './layout.ts'
import type { TopologyOptions } from './options.ts'
import { makePlan } from './plan.ts'
import { makeRoutes } from './routes.ts'
import { makeScene, type Scene, type SceneInput } from './scene.ts'
import type { Free } from './sizes.ts'
import { makeSummer, type Summer } from './sums.ts'
import { type Visible, visibleFacts } from './visible.ts'

export interface Picture extends SceneInput {
  readonly scene: Scene
  /** Names the filter the layout belongs to: layouts of two filters have nothing to do with each other. */
  readonly filter: string
}

export interface PictureInput {
  readonly facts: Facts
  readonly cluster: Cluster
  readonly options: TopologyOptions
  readonly labels: Labels
  readonly free: Free
}

export interface Pictures {
  draw(input: PictureInput): Picture
  /** The same picture with its things on the way from one place to another. */
  pose(picture: Picture, layout: Layout, input: PictureInput): Scene
}

export function makePictures(): Pictures {
  let last: (Picture & { free: Free; sum: Summer }) | null = null
  /** The layout of everything, to come back to when a filter is cleared. */
  const layouts = new Map<string, Layout>()

  return {
    draw({ facts, cluster, options, labels, free }) {
      const filter = [options.query, options.namespace, options.onlyProblems ? '1' : ''].join('\n')
      const same =
        last?.facts === facts &&
        last.filter === filter &&
        last.free.width === free.width &&
        last.free.height === free.height
      const visible = same ? last!.visible : visibleFacts(facts, options)
      const plan = same ? last!.plan : makePlan(visible)
      const layout = same ? last!.layout : makeLayout(plan, linksOf(visible), free, layouts.get(filter) ?? null)
      if (filter === '' || !layouts.has(filter)) {
        for (const name of layouts.keys()) if (name !== '') layouts.delete(name)
      }
      layouts.set(filter, layout)
      const sum = same ? last!.sum : makeSummer(facts, visible, plan)
      const traffic = sum(cluster)
      const routes = same ? last!.routes : makeRoutes(layout, traffic)
      const before = last?.scene.scales ?? null
      const input = { facts, visible, plan, layout, routes, traffic, cluster, options, labels, before }
      last = { ...input, scene: makeScene(input), filter, free, sum }
      return last
    },
    pose(picture, layout, { cluster, options, labels }) {
      const routes = makeRoutes(layout, picture.traffic)
      const { facts, visible, plan, traffic } = picture
      return makeScene({
        facts,
        visible,
        plan,
        layout,
        routes,
        traffic,
        cluster,
        options,
        labels,
        before: picture.scene.scales,
      })
    },
  }
}

const linksOf = (visible: Visible): ReadonlyMap<ThingId, readonly ThingId[]> =>
  new Map(visible.services.map((service) => [service.id, service.backends]))
