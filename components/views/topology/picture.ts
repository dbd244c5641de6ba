/**
 * From facts to a scene with everything kept between two of them: layouts by filter, lines by
 * layout, scales. Pure but for what it remembers; knows neither stage nor store.
 */
import type { Cluster } from '#model/cluster.ts'
import type { ThingId } from '#model/thing.ts'
import { closeUpOf } from './close-up.ts'
import type { Detail } from './detail.ts'
import type { Facts } from './facts.ts'
import type { Labels } from './labels.ts'
import { type Layout, makeLayout } from './layout.ts'
import type { TopologyOptions } from './options.ts'
import { makeClosePlan, makePlan, type Plan, samePlaces } from './plan.ts'
import { makeRoutes } from './routes.ts'
import { makeScene, type Scene, type SceneInput } from './scene.ts'
import type { Free } from './sizes.ts'
import { makeSummer, type Summer } from './sums.ts'
import { type Visible, visibleFacts } from './visible.ts'

export interface Picture extends SceneInput {
  readonly scene: Scene
  /** Names the filter the layout belongs to: layouts of two filters have nothing to do with each other. */
  readonly filter: string
  /** The Service or Pod this is a close-up of. */
  readonly closeUp: ThingId | null
  /** All that is in view when nothing is selected: what sentence and panel speak of, and where arrow keys walk. */
  readonly whole: SceneInput
}

export interface PictureInput {
  readonly facts: Facts
  readonly cluster: Cluster
  /** Rows of what is selected, as far as they have come. */
  readonly detail: Detail | null
  readonly options: TopologyOptions
  readonly labels: Labels
  readonly free: Free
  /** Room beside the panel of a selection; `free` where it is left out. */
  readonly closeFree?: Free
}

export interface Pictures {
  draw(input: PictureInput): Picture
  /** The same picture with its things on the way from one place to another. */
  pose(picture: Picture, layout: Layout, input: PictureInput): Scene
}

/** What one tick hands to the next. */
interface Kept {
  readonly name: string
  readonly free: Free
  readonly input: SceneInput
  readonly sum: Summer
}

export function makePictures(): Pictures {
  let lastWhole: Kept | null = null
  let lastClose: Kept | null = null
  let last: Picture | null = null
  /** The layout of everything, to come back to when a filter is cleared. */
  const layouts = new Map<string, Layout>()

  const prepare = (
    input: PictureInput,
    name: string,
    free: Free,
    before: Kept | null,
    visibleOf: () => Visible,
    planOf: (visible: Visible) => Plan,
    layoutBefore: Layout | null,
    /** The cluster whose sums flow through it. */
    summed: Cluster,
  ): Kept => {
    const { facts, cluster, detail, options, labels } = input
    const same = before !== null && before.input.facts === facts && before.name === name && sameRoom(before.free, free)
    const visible = same ? before.input.visible : visibleOf()
    const plan = same ? before.input.plan : planOf(visible)
    const stays =
      before !== null && before.name === name && sameRoom(before.free, free) && samePlaces(before.input.plan, plan)
    const layout = stays ? before.input.layout : makeLayout(plan, linksOf(visible), free, layoutBefore)
    const sum = same ? before.sum : makeSummer(facts, visible, plan)
    const traffic = sum(summed, cluster)
    const routes = same ? before.input.routes : makeRoutes(layout, traffic)
    const scales = last?.scene.scales ?? null
    return {
      name,
      free,
      sum,
      input: { facts, visible, plan, layout, routes, traffic, cluster, detail, options, labels, before: scales },
    }
  }

  return {
    draw(input) {
      const { facts, options, free } = input
      const filter = [options.query, options.namespace, options.onlyProblems ? '1' : ''].join('\n')
      const whole = prepare(
        input,
        filter,
        free,
        lastWhole,
        () => visibleFacts(facts, options),
        makePlan,
        layouts.get(filter) ?? null,
        input.cluster,
      )
      if (filter === '' || !layouts.has(filter)) {
        for (const name of layouts.keys()) if (name !== '') layouts.delete(name)
      }
      layouts.set(filter, whole.input.layout)
      lastWhole = whole
      const closeUp = closeUpOf(whole.input.visible, facts, options.select, whole.input.layout.sizes.direction)
      if (closeUp === null) lastClose = null
      else {
        const name = `${filter}\n${closeUp.of}`
        const before = lastClose?.name === name ? lastClose : null
        const room = input.closeFree ?? free
        lastClose = prepare(
          input,
          name,
          room,
          before,
          () => closeUp.visible,
          makeClosePlan,
          before?.input.layout ?? null,
          input.detail?.cluster ?? input.cluster,
        )
      }
      const shown = lastClose ?? whole
      last = {
        ...shown.input,
        scene: makeScene(shown.input),
        filter,
        closeUp: closeUp?.of ?? null,
        whole: whole.input,
      }
      return last
    },
    pose(picture, layout, { cluster, detail, options, labels }) {
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
        detail,
        options,
        labels,
        before: picture.scene.scales,
      })
    },
  }
}

const sameRoom = (a: Free, b: Free): boolean => a.width === b.width && a.height === b.height

const linksOf = (visible: Visible): ReadonlyMap<ThingId, readonly ThingId[]> =>
  new Map(visible.services.map((service) => [service.id, service.backends]))
