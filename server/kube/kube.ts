/** The Kubernetes API as the hub knows it: every kind followed on its own, kept as immutable maps. */
import type { ApiFeed } from '#model/cluster.ts'
import { type Inventory, type KindName, kindNames, kinds } from '#model/kube/index.ts'
import { type AgentPlace, reshapeAgentSlice } from './agents.ts'
import { type Access, connect, messageOf } from './connection.ts'
import { follow } from './follow.ts'
import { bothOf, makeShelf, type Shelf } from './shelf.ts'
import type { Timing } from './timing.ts'

export interface KubeOptions {
  readonly access: Access | { readonly is: 'none'; readonly why: string }
  readonly agentService: { readonly namespace: string; readonly name: string } | null
  readonly timing: Timing
  readonly onChange: () => void
  readonly log: (sentence: string) => void
}

export interface Kube {
  inventory(): Inventory
  feeds(): ReadonlyMap<KindName, ApiFeed>
  /** Whether Services and EndpointSlices have been listed once. */
  isKnown(): boolean
  /** Whether every kind has been listed once, or is known not to be had. */
  wasAsked(): boolean
  /** Agents found by their Service. A new list only when it changed. */
  agents(): readonly AgentPlace[]
  close(): void
}

export function startKube(options: KubeOptions): Kube {
  const { access, onChange, timing, log } = options
  const shelves = Object.fromEntries(
    kindNames.map((name) => [name, makeShelf<unknown>(kinds[name].reshape, onChange)]),
  ) as { [Name in KindName]: Shelf<unknown> }
  const places = makeShelf(options.agentService ? reshapeAgentSlice(options.agentService) : () => null, onChange)
  const agents = remember((slices: ReadonlyMap<string, readonly AgentPlace[]>) => [...slices.values()].flat())
  let inventory: Inventory | null = null
  let feeds: ReadonlyMap<KindName, ApiFeed> = new Map(
    kindNames.map((name) => [name, access.is === 'none' ? { is: 'absent', why: access.why } : { is: 'waiting' }]),
  )
  const listed = new Set<KindName>()
  let undo: (() => void)[] = []
  let closed = false

  const setFeed = (name: KindName, feed: ApiFeed) => {
    if (feed.is === 'live') listed.add(name)
    feeds = new Map(feeds).set(name, feed)
    onChange()
  }

  async function start(access: Access): Promise<void> {
    const connection = await connect(access)
    if (closed) return
    undo = kindNames.map((name) => {
      const sink = name === 'endpointSlices' ? bothOf(shelves[name], places) : shelves[name]
      const { path, plural } = kinds[name]
      return follow({ connection, path, plural, sink, timing, log, onFeed: (feed) => setFeed(name, feed) })
    })
  }
  if (access.is !== 'none') {
    start(access).catch((error) => {
      for (const name of kindNames) {
        setFeed(name, { is: 'absent', why: `The Kubernetes API cannot be asked: ${messageOf(error)}` })
      }
    })
  }

  return {
    inventory: () => {
      const next = Object.fromEntries(kindNames.map((name) => [name, shelves[name].current()])) as unknown as Inventory
      const same = inventory !== null && kindNames.every((name) => inventory![name] === next[name])
      inventory = same ? inventory! : next
      return inventory
    },
    feeds: () => feeds,
    isKnown: () => listed.has('services') && listed.has('endpointSlices'),
    wasAsked: () => kindNames.every((name) => listed.has(name) || feeds.get(name)?.is === 'absent'),
    agents: () => agents(places.current()),
    close: () => {
      closed = true
      for (const end of undo) end()
    },
  }
}

/** The same result for the same argument. */
function remember<In, Out>(make: (value: In) => Out): (value: In) => Out {
  let last: { readonly value: In; readonly made: Out } | null = null
  return (value) => {
    if (last === null || last.value !== value) last = { value, made: make(value) }
    return last.made
  }
}
