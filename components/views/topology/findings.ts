/** What sentence, panel and table say: the facts in view and what flows between them. A `Picture` is one. */
import type { Cluster } from '#model/cluster.ts'
import type { Facts } from './facts.ts'
import type { TopologyOptions } from './options.ts'
import { makePlan, type Plan } from './plan.ts'
import { makeSummer, type Traffic } from './sums.ts'
import { type Visible, visibleFacts } from './visible.ts'

export interface Findings {
  /** The newest state. */
  readonly cluster: Cluster
  readonly facts: Facts
  readonly visible: Visible
  readonly plan: Plan
  readonly traffic: Traffic
}

export function makeFindings(facts: Facts, cluster: Cluster, options: TopologyOptions): Findings {
  const visible = visibleFacts(facts, options)
  const plan = makePlan(visible)
  return { cluster, facts, visible, plan, traffic: makeSummer(facts, visible, plan)(cluster, cluster) }
}
