/**
 * `GET /metrics`, in Prometheus' text format. Labels are names of nodes and Services and words of ours: never
 * addresses, never names of Pods, so that what is kept elsewhere stays bounded. What is not known has no series.
 */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Cluster } from '#model/cluster.ts'
import { type Fill, makeClusterGauges } from './cluster-gauges.ts'
import { type HubFigures, makeHubGauges } from './hub-gauges.ts'

export interface Metrics {
  /** `hub` is null for somebody who may not see all of it: then it is of the cluster alone. */
  write(cluster: Cluster, hub: HubFigures | null): Promise<string>
  /** So long a join took, and working out and sending frames after it, milliseconds. */
  ticked(joinMs: number, framesMs: number): void
}

export const metricsType = Registry.PROMETHEUS_CONTENT_TYPE

/** Series of nodes and Services together: more would be a burden to whoever keeps them. */
export const mostSeries = 20_000

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** `ofProcess`: memory, processor and event loop too. */
export function makeMetrics(version: string, most = mostSeries, ofProcess = true): Metrics {
  const own = new Registry()
  if (ofProcess) collectDefaultMetrics({ register: own })
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, buckets: secondsBuckets, registers: [own] })
  const join = histogram('fairlead_tick_duration_seconds', 'Time to join the newest readings into one state.')
  const frames = histogram('fairlead_frame_duration_seconds', 'Time to work out and hand over the frames of one state.')
  const ofHub = makeHubGauges(own, version)

  return {
    async write(cluster, hub) {
      // Each its own: two who ask at once must not see each other's.
      const of = new Registry()
      const fill: Fill = makeClusterGauges(of, most)
      fill(cluster)
      const texts = [await of.metrics()]
      if (hub !== null) {
        ofHub(hub)
        texts.push(await own.metrics())
      }
      return texts.join('\n')
    },
    ticked(joinMs, framesMs) {
      join.observe(joinMs / 1_000)
      frames.observe(framesMs / 1_000)
    },
  }
}
