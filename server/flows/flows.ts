/**
 * Connections of nodes somebody looks at the flows of: agents are asked every two seconds while a page or program
 * wants to know, never otherwise.
 */
import type { Cluster } from '#model/cluster.ts'
import type { FlowFeed, FlowId, FlowRow } from '#model/flow.ts'
import { type FlowLook, makeFitsFilter, makeLookKey } from '#model/flow-filter.ts'
import type { NodeName } from '#model/ids.ts'
import type { FlowFilter, Scope } from '#model/scope.ts'
import type { ConnectionsQuestion } from '#model/sources/connections/report.ts'
import { isHeard } from '#model/table-index.ts'
import { type Chosen, chooseNodes } from './choose.ts'
import { type Errand, planErrands } from './plan.ts'
import { makeRunner } from './rounds.ts'
import { type Answered, makeShelf, shelfLimits } from './shelf.ts'

export interface FlowsOptions {
  ask(node: NodeName, question: ConnectionsQuestion): Promise<Answered>
  cluster(): Cluster
  /** Rows or feeds are other than before. */
  changed(): void
  readonly timing: {
    /** Wall clock, milliseconds. */
    readonly now: () => number
    /** Runs once after so many milliseconds; returns what undoes it. */
    readonly after: (ms: number, run: () => void) => () => void
  }
}

export interface SeenFlows {
  /** Those that fit. */
  readonly flows: ReadonlyMap<FlowId, FlowRow>
  readonly feeds: ReadonlyMap<NodeName, FlowFeed>
}

/** A scope, and the namespaces of who looks at it; null for all. */
export interface Looked {
  readonly scope: Scope
  readonly namespaces: readonly string[] | null
}

export interface Flows {
  /** The same map until something changes. */
  flows(): ReadonlyMap<FlowId, FlowRow>
  feeds(): ReadonlyMap<NodeName, FlowFeed>
  /** What is looked at from now on, by everybody together. */
  look(looked: readonly Looked[]): void
  /** What fits one filter: as it is on screen where somebody looks at the same, else asked once. `namespaces`: of these alone; null for all. */
  once(filter: FlowFilter, namespaces: readonly string[] | null): Promise<SeenFlows>
  close(): void
}

const roundMs = 2_000
const askedAtOnce = 8
/** Nodes asked for filters that name none. */
const mostNodes = 50
/** The busiest stay chosen for so long: a list that changes with every round shows nothing. */
const chosenMs = 30_000

export function makeFlows({ ask, cluster, changed, timing }: FlowsOptions): Flows {
  let filters: readonly FlowLook[] = []
  let chosen: { readonly nodes: Chosen; readonly at: number } | null = null
  let shelf = makeShelf(shelfLimits)
  let cancel: (() => void) | null = null
  let isClosed = false

  const askFor = async (errand: Errand): Promise<Answered> => {
    if (!isHeard(cluster().feeds.get(errand.node))) return { ok: false, why: 'Its agent does not answer.' }
    return ask(errand.node, errand.question).catch((error: Error) => ({
      ok: false,
      why: `It could not be asked: ${error.message}.`,
    }))
  }
  const runner = makeRunner(askedAtOnce, async (errand) => {
    const mine = shelf
    const answered = await askFor(errand)
    if (isClosed || mine !== shelf) return
    shelf.take(errand, answered, timing.now())
    changed()
  })

  const round = () => {
    const now = timing.now()
    if (chosen === null || now - chosen.at >= chosenMs || cluster().nodes.size <= mostNodes)
      chosen = { nodes: chooseNodes(filters, cluster(), mostNodes), at: now }
    const errands = planErrands(filters, chosen.nodes, cluster(), shelfLimits.rows)
    shelf.keepTo(errands)
    shelf.sweep(now)
    runner.start(errands)
    changed()
    cancel = timing.after(roundMs, round)
  }

  return {
    flows: () => shelf.rows(),
    feeds: () => shelf.feeds(),
    look(looked) {
      const wanted = new Map(
        looked.flatMap(({ scope, namespaces }) => {
          if (scope.is !== 'flows') return []
          const look = { ...scope.filter, namespaces }
          return [[makeLookKey(look), look] as const]
        }),
      )
      const before = filters.map(makeLookKey)
      if (isClosed || (before.length === wanted.size && before.every((key) => wanted.has(key)))) return
      filters = [...wanted.values()]
      chosen = null
      cancel?.()
      cancel = null
      runner.clear()
      if (filters.length > 0) round()
      else {
        shelf = makeShelf(shelfLimits)
        changed()
      }
    },
    async once(filter, namespaces) {
      const look = { ...filter, namespaces }
      const fits = makeFitsFilter(filter, cluster())
      const isLookedAt = filters.some((each) => makeLookKey(each) === makeLookKey(look))
      const seen = isLookedAt ? shelf : await askOnce(look, cluster(), askFor, timing.now)
      return { flows: new Map([...seen.rows()].filter(([, row]) => fits(row))), feeds: seen.feeds() }
    },
    close() {
      isClosed = true
      cancel?.()
      runner.clear()
    },
  }
}

async function askOnce(
  look: FlowLook,
  cluster: Cluster,
  askFor: (errand: Errand) => Promise<Answered>,
  now: () => number,
): Promise<Pick<ReturnType<typeof makeShelf>, 'rows' | 'feeds'>> {
  const shelf = makeShelf(shelfLimits)
  const errands = planErrands([look], chooseNodes([look], cluster, mostNodes), cluster, shelfLimits.rows)
  shelf.keepTo(errands)
  await new Promise<void>((resolve) => {
    let left = errands.length
    if (left === 0) resolve()
    const runner = makeRunner(askedAtOnce, async (errand) => {
      shelf.take(errand, await askFor(errand), now())
      if (--left === 0) resolve()
    })
    runner.start(errands)
  })
  return shelf
}
