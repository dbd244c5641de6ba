/**
 * A stand-in for kube-proxy in IPVS mode: follows the API and programs each node's kernel with
 * ipvsadm. Like the real one it looks at a kernel only when the API changed and once every sync
 * period: what someone else did to a table stays until then.
 */
import { familyOf } from '#model/address.ts'
import { makeNodeName } from '#model/ids.ts'
import { kinds } from '#model/kube/index.ts'
import { wantService } from '#model/kube-proxy/want.ts'
import type { VirtualServer } from '#model/topology.ts'
import type { LabNode } from '../reference-case.ts'
import { boundAddresses, setEntries } from './addresses.ts'
import { follow } from './follow.ts'
import { parseListing } from './listing.ts'
import { type Plan, planDrained, planSync } from './plan.ts'

export interface KubeProxyConfig {
  readonly server: string
  readonly nodes: readonly LabNode[]
  /** ipvs.syncPeriod of kube-proxy; its default is 30 s. */
  readonly syncPeriodMs: number
  /** How often rows at weight 0 are looked at; kube-proxy's is 60 s. */
  readonly drainPeriodMs: number
  /** Runs a command in a node and returns its output; rejects when it fails. */
  readonly run: (node: LabNode, command: readonly string[], input: string) => Promise<string>
  readonly problem: (sentence: string) => void
}

interface NodeState {
  draining: ReadonlySet<string>
  entries: ReadonlySet<string>
  bound: ReadonlySet<string>
  isFirst: boolean
}

/** Starts it for all nodes; returns what ends it. */
export function startKubeProxy(config: KubeProxyConfig): () => void {
  const over = new AbortController()
  const changed = () => kick('sync')
  const services = follow(config.server, kinds.services, changed, over.signal)
  const slices = follow(config.server, kinds.endpointSlices, changed, over.signal)
  const states = new Map<string, NodeState>(
    config.nodes.map((node) => [
      node.name,
      { draining: new Set(), entries: new Set(), bound: new Set(), isFirst: true },
    ]),
  )

  const wantOn = (node: LabNode): VirtualServer[] => {
    const proxyNode = {
      node: makeNodeName(node.name),
      zone: '',
      nodePortAddresses: [node.address, node.tunnelAddress],
      scheduler: 'rr',
      showsSchedulerFlags: true,
    }
    const all = [...slices.objects.values()]
    return [...services.objects.values()].flatMap((service) => {
      const own = all.filter((slice) => slice.service === service.id)
      return wantService(service, own, proxyNode).map((wanted) => wanted.server)
    })
  }
  const listing = async (node: LabNode) => parseListing(await config.run(node, ['ipvsadm', '-Ln'], ''))
  const write = async (node: LabNode, state: NodeState, plan: Plan) => {
    if (plan.lines.length > 0) await config.run(node, ['ipvsadm', '-R'], `${plan.lines.join('\n')}\n`)
    state.draining = plan.draining
  }

  const syncNode = async (node: LabNode, state: NodeState) => {
    const want = wantOn(node)
    const entries = setEntries(services.objects.values(), slices.objects.values(), makeNodeName(node.name))
    const bound = boundAddresses(want, [node.address, node.tunnelAddress])
    await bind(config, node, state, new Set(bound))
    await fillSets(config, node, state, new Set(entries))
    await write(node, state, planSync(await listing(node), want, state.draining, state.isFirst))
    state.isFirst = false
  }
  const drainNode = async (node: LabNode, state: NodeState) => {
    if (state.draining.size > 0) await write(node, state, planDrained(await listing(node), state.draining))
  }

  // One round at a time; what is asked for meanwhile is one more round.
  const asked = new Set<'sync' | 'drain'>()
  let isBusy = false
  const kick = (work: 'sync' | 'drain') => {
    asked.add(work)
    if (!isBusy) void rounds()
  }
  const rounds = async () => {
    isBusy = true
    // Changes come in groups: one sync for all that arrive in the same moment.
    await new Promise((resolve) => setTimeout(resolve, 20))
    while (asked.size > 0 && !over.signal.aborted) {
      const isSync = asked.delete('sync')
      if (!isSync) asked.clear()
      if (isSync && !(services.isKnown && slices.isKnown)) continue
      const work = isSync ? syncNode : drainNode
      await Promise.all(
        config.nodes.map((node) =>
          work(node, states.get(node.name)!).catch((error: Error) => {
            if (!over.signal.aborted) config.problem(`kube-proxy on ${node.name}: ${error.message}`)
          }),
        ),
      )
    }
    isBusy = false
  }
  const timers = [
    setInterval(() => kick('sync'), config.syncPeriodMs),
    setInterval(() => kick('drain'), config.drainPeriodMs),
  ]
  return () => {
    over.abort()
    for (const timer of timers) clearInterval(timer)
  }
}

const prefixOf = (address: string): number => (familyOf(address) === 4 ? 32 : 128)

async function bind(
  config: KubeProxyConfig,
  node: LabNode,
  state: NodeState,
  bound: ReadonlySet<string>,
): Promise<void> {
  const lines = [
    ...[...bound].map((address) => `address replace ${address}/${prefixOf(address)} dev kube-ipvs0`),
    ...[...state.bound]
      .filter((address) => !bound.has(address))
      .map((address) => `address del ${address}/${prefixOf(address)} dev kube-ipvs0`),
  ]
  if (lines.length > 0) await config.run(node, ['ip', '-force', '-batch', '-'], `${lines.join('\n')}\n`)
  state.bound = bound
}

async function fillSets(
  config: KubeProxyConfig,
  node: LabNode,
  state: NodeState,
  entries: ReadonlySet<string>,
): Promise<void> {
  const lines = [
    ...[...entries].map((entry) => `add ${entry}`),
    ...[...state.entries].filter((entry) => !entries.has(entry)).map((entry) => `del ${entry}`),
  ]
  if (lines.length > 0) await config.run(node, ['ipset', '-exist', 'restore'], `${lines.join('\n')}\n`)
  state.entries = entries
}
