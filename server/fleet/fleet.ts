/** The fleet: every agent polled on its own clock, what each node's kernel last said, and how fresh that is. */
import { makeNodeName, type NodeName } from '#model/ids.ts'
import type { FleetNode } from '#model/join/input.ts'
import type { Statistics } from '#model/report.ts'
import { agentPaths, parseStatistics } from '#model/report.ts'
import type { FactValue } from '#model/sources/index.ts'
import type { VirtualServer } from '#model/topology.ts'
import type { Line } from './ask.ts'
import { makeClaims } from './claims.ts'
import { type Content, makeContent } from './content.ts'
import type { JsonQuestion, Limits } from './exchange.ts'
import type { Followed, FollowQuestion } from './follow.ts'
import { makeGather } from './gather.ts'
import { type Asked, type Poller, startPoller } from './poller.ts'
import type { Timing } from './timing.ts'

export interface Target {
  /** The node it must answer for; null to take its word. */
  readonly node: string | null
  /** `http://host:9797`. */
  readonly url: string
}

export interface FleetOptions {
  readonly token: string
  readonly pollMs: number
  readonly limits: Limits
  readonly line: Line
  readonly timing: Timing
  /** Called after anything a view could show has changed. */
  readonly onChange: () => void
}

export interface Fleet {
  /** Polls exactly these from now on; those that stay keep what is known of them. */
  setTargets(targets: readonly Target[]): void
  nodes(): ReadonlyMap<NodeName, FleetNode>
  readonly tables: Content['tables']
  readonly virtualServers: Content['virtualServers']
  /** Never altered, and the same map while facts are. */
  facts(): Content['facts']
  /** Exact totals and the kernel's rates of a node's whole table, read now. */
  statistics(node: NodeName): Promise<Asked<Statistics>>
  /** A question to a node's agent besides the polls. */
  ask<T>(node: NodeName, question: JsonQuestion<T>): Promise<Asked<T>>
  /** A question to a node's agent whose answer is lines that come for a while. */
  follow<T>(node: NodeName, question: FollowQuestion<T>): Followed
  /** Has a node's facts read anew, and its table; resolves when that is here, or cannot be had now. */
  refresh(node: NodeName): Promise<void>
  /** Whether every target has been asked once. */
  askedOnce(): boolean
  close(): void
}

export function makeFleet(options: FleetOptions): Fleet {
  const content = makeContent()
  const claims = makeClaims()
  let pollers = new Map<string, Poller>()

  const gatherServers = makeGather<VirtualServer>(options.timing.after)
  const gatherFacts = makeGather<FactValue>(options.timing.after)

  const start = (target: Target): Poller =>
    startPoller(target, {
      ...options,
      content,
      gatherServers,
      gatherFacts,
      // One that was let go in the middle of an answer would hold the name for ever.
      refuse: (name) => (pollers.has(keyOf(target)) ? claims.refuse(target, name) : 'It is asked no more.'),
    })

  const ownerOf = (node: NodeName): Poller | undefined =>
    [...pollers.values()].find((poller) => claims.nameOf(poller.target) === node)
  const noAgent = (node: NodeName) =>
    ({ ok: false, why: `No agent is known for node “${node}”.`, status: null }) as const

  async function ask<T>(node: NodeName, question: JsonQuestion<T>): Promise<Asked<T>> {
    return ownerOf(node)?.ask(question) ?? noAgent(node)
  }

  return {
    tables: content.tables,
    virtualServers: content.virtualServers,
    setTargets: (targets) => {
      const wanted = new Map(withoutRepeats(targets).map((target) => [keyOf(target), target]))
      for (const [key, poller] of pollers) {
        if (wanted.has(key)) continue
        poller.stop()
        claims.forget(poller.target)
      }
      for (const target of wanted.values()) claims.expect(target)
      const running = pollers
      pollers = new Map([...wanted].map(([key, target]) => [key, running.get(key) ?? start(target)]))
      options.onChange()
    },
    nodes: () => {
      const nodes = new Map<NodeName, FleetNode>()
      for (const poller of pollers.values()) {
        const name = claims.nameOf(poller.target)
        if (name !== null) nodes.set(makeNodeName(name), withConflicts(poller.node(), claims.conflictsOf(name)))
      }
      return nodes
    },
    facts: content.factsNow,
    ask,
    follow: (node, question) =>
      ownerOf(node)?.follow(question) ?? { cancel: () => {}, ended: Promise.resolve(noAgent(node)) },
    refresh: (node) => ownerOf(node)?.refresh() ?? Promise.resolve(),
    statistics: (node) =>
      ask(node, {
        path: agentPaths.statistics,
        parse: parseStatistics,
        deadlineMs: options.limits.blobsDeadlineMs,
        maxBytes: options.limits.blobsBytes,
      }),
    askedOnce: () => [...pollers.values()].every((poller) => poller.asked()),
    close: () => {
      for (const poller of pollers.values()) poller.stop()
      options.line.close()
    },
  }
}

const keyOf = (target: Target): string => `${target.node ?? ''} ${target.url}`

/** An agent both configured by name and found by address alone is one. */
const withoutRepeats = (targets: readonly Target[]): Target[] =>
  targets.filter(({ node, url }) => node !== null || !targets.some((other) => other.node !== null && other.url === url))

const withConflicts = (node: FleetNode, conflicts: readonly string[]): FleetNode =>
  node.conflicts === conflicts ? node : { ...node, conflicts }
