/** For tests: histories of a small cluster, a store of one's own, a clock that is told the time. */

import type { Cluster, Node } from '#model/cluster.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import type { NodeName } from '#model/ids.ts'
import type { Load } from '#model/load.ts'
import { healthOf } from '#model/standing.ts'
import { makeSums } from '#model/sums/keep.ts'
import type { Database } from '#server/store/database.ts'
import type { LaterScribe } from './history.ts'
import { makeHistory } from './history.ts'
import { makeScribe } from './scribe.ts'

export const begun = 1_764_000_000_000

/** What happens to a cluster between two states. */
export const happenings = ['load', 'conntrack', 'table', 'endpoints', 'service-went', 'node-went', 'nothing'] as const
export type Happening = (typeof happenings)[number]

export const firstState = (): Cluster => {
  const cluster = crowdCluster({ nodes: 5, services: 6, namespaces: 2, podsEach: 3 }, 1)
  return finish({ ...cluster, at: begun })
}

/** `pick` is any whole number: what it happens to. */
export function happen(cluster: Cluster, happening: Happening, pick: number, at: number): Cluster {
  const nodes = [...cluster.nodes.values()]
  const node = nodes[pick % nodes.length]!
  const services = [...cluster.services.values()]
  const service = services[pick % Math.max(1, services.length)]
  const withNode = (changed: Node) => ({ ...cluster, at, nodes: new Map(cluster.nodes).set(node.name, changed) })
  switch (happening) {
    case 'load':
      return finish({ ...cluster, at, load: moveLoad(cluster.load, node.name, pick, at) })
    case 'conntrack':
      return finish(withNode({ ...node, conntrack: { count: pick, limit: 1_000_000 } }))
    case 'table':
      return finish(withNode({ ...node, table: { is: 'unreadable', why: `at ${at}` }, identity: null }))
    case 'endpoints':
      if (service === undefined) return { ...cluster, at }
      return finish({
        ...cluster,
        at,
        services: new Map(cluster.services).set(service.id, {
          ...service,
          endpoints: service.endpoints.slice(pick % 2),
          changedAt: at,
        }),
      })
    case 'service-went': {
      if (service === undefined) return { ...cluster, at }
      const left = new Map(cluster.services)
      left.delete(service.id)
      return finish({ ...cluster, at, servicesChangedAt: at, services: left })
    }
    case 'node-went': {
      if (cluster.nodes.size < 3) return { ...cluster, at }
      const [left, feeds, load] = [new Map(cluster.nodes), new Map(cluster.feeds), new Map(cluster.load)]
      for (const map of [left, feeds, load]) map.delete(node.name)
      return finish({ ...cluster, at, nodes: left, feeds, load })
    }
    case 'nothing':
      return { ...cluster, at }
  }
}

const finish = (cluster: Cluster): Cluster => ({
  ...cluster,
  health: healthOf(cluster),
  sums: makeSums()(cluster),
})

function moveLoad(loads: Cluster['load'], node: NodeName, pick: number, at: number): Cluster['load'] {
  const load = loads.get(node)
  if (load === undefined || load.active.length === 0) return loads
  const active = load.active.slice()
  active[pick % active.length] = pick % 1_000
  return new Map(loads).set(node, { ...load, at, active } satisfies Load)
}

export const hereScribe = (mostSegmentBytes: number): LaterScribe => {
  const run = `test-${runs++}`
  let segments = 0
  const scribe = makeScribe({ makeName: () => `${run}-${segments++}`, mostSegmentBytes, hubVersion: 'test' })
  const later =
    <Args extends readonly unknown[], Value>(ask: (...args: Args) => Value) =>
    async (...args: Args) =>
      structuredClone(ask(...(structuredClone(args) as unknown as Args)))
  return {
    take: later(scribe.take),
    close: later(scribe.close),
    read: later(scribe.read),
    readFile: later(scribe.readFile),
    changes: later(scribe.changes),
    spentMs: () => 0,
    end: async () => {},
  }
}
let runs = 0

interface Bench {
  readonly store: Database
  readonly clock: { now: number }
  readonly mostBytes?: number
  readonly mostSegmentBytes?: number
  readonly makeScribe?: () => LaterScribe
}

export function makeTestHistory({ store, clock, mostBytes = 1 << 30, mostSegmentBytes = 1 << 20, makeScribe }: Bench) {
  const logged: string[] = []
  const timers: (() => void)[] = []
  const history = makeHistory({
    store,
    mostBytes,
    mostMemoryBytes: 64 << 20,
    makeScribe: makeScribe ?? (() => hereScribe(mostSegmentBytes)),
    now: () => clock.now,
    after: (_ms, run) => {
      timers.push(run)
      return () => timers.splice(timers.indexOf(run), 1)
    },
    log: (sentence) => logged.push(sentence),
  })
  const fire = () => {
    for (const run of timers.splice(0)) run()
  }
  return { history, logged, fire }
}
