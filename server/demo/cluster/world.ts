/** The simulated cluster: API objects, Pods that come and go, a kernel and a kube-proxy a node, all on one clock. */
import { makeNodeName, makeServiceId } from '#model/ids.ts'
import { nodePortAddressesOf } from '#model/tie.ts'
import { type Agenda, makeAgenda } from '../agenda.ts'
import type { Clock } from '../clock.ts'
import { noDamage } from '../kernel/damage.ts'
import { makeSimulatedKernel, type SimulatedKernel } from '../kernel/kernel.ts'
import type { NodeNetwork } from '../kernel/network.ts'
import type { Store } from '../kube-api/store.ts'
import { makeNetwork } from '../packets/network.ts'
import { makeRandom } from '../random.ts'
import type { NodeSketch, Scenario, ServiceSketch, WorkloadSketch } from '../scenarios/sketch.ts'
import { ipv6Beside, lastAddressOf } from './addresses.ts'
import { assignClusterIps } from './cluster-ips.ts'
import { makeDemands } from './demands.ts'
import { driftService } from './drift.ts'
import { breakNode, type FaultKind } from './faults.ts'
import { type KubeProxy, makeKubeProxy } from './kube-proxy.ts'
import { makeMirror } from './mirror.ts'
import { makeNodeObject, makePodObject, makeServiceObject, type PodLife } from './objects.ts'
import { makePlacement } from './placement.ts'
import { endpointsOfPods, writeSlices } from './slices.ts'
import { makeListeners } from './who-listens.ts'
import { startWorkload, type Workload } from './workload.ts'

export interface WorldNode {
  readonly sketch: NodeSketch
  readonly simulated: SimulatedKernel
  readonly proxy: KubeProxy
}

export interface World {
  readonly nodes: ReadonlyMap<string, WorldNode>
  readonly agenda: Agenda
  /** Lets everything pass up to then. */
  advance(nowMs: number): void
  /** Each answers a sentence when it cannot be done. `service` is `NAMESPACE/NAME`. */
  scale(service: string, replicas: number): string | null
  rollout(service: string): string | null
  drift(node: string, service: string, isForeignAdded: boolean): string | null
  repair(node: string): string | null
  /** `towards`: only what goes to Pods of that node, by its name, or of that Service; null for all. */
  break(node: string, kind: FaultKind, towards: Towards): string | null
  /** Everything of `break` and `drift` undone. */
  mend(node: string): string | null
}

export interface Towards {
  readonly node: string | null
  readonly service: string | null
}

export interface WorldConfig {
  readonly scenario: Scenario
  readonly seed: string
  readonly clock: Clock
  readonly store: Store
  /** Sees to it that `advance` is called in so many milliseconds, besides whenever else it is. */
  readonly wake?: (ms: number) => void
}

const release = '6.1.0-28-amd64'
const hz = 250
const workloadKey = (namespace: string, name: string): string => `${namespace}/${name}`

export function makeWorld({ scenario, seed, clock, store, wake = () => {} }: WorldConfig): World {
  const agenda = makeAgenda()
  const nodes = new Map<string, WorldNode>()
  const workloads = new Map<string, Workload>()
  const services = new Map(scenario.services.map((each) => [workloadKey(each.namespace, each.name), each]))
  const clusterIps = assignClusterIps(scenario.services, makeRandom(seed, 'cluster-ips'))
  const clusterIpOf = (service: ServiceSketch) => clusterIps.get(service)!
  const sketchOf = new Map(scenario.nodes.map((node) => [node.name, node]))
  const placement = makePlacement(scenario.nodes)
  let isStarted = false

  const mirror = makeMirror(store, (service) => {
    if (isStarted) for (const { proxy } of nodes.values()) proxy.notice(service)
  })

  for (const sketch of scenario.nodes) {
    store.put('/api/v1/nodes', makeNodeObject(sketch, release))
    nodes.set(sketch.name, makeNode(sketch))
  }
  for (const service of scenario.services) {
    store.put('/api/v1/services', makeServiceObject(service, clusterIpOf(service)))
  }
  for (const sketch of scenario.workloads) {
    const key = workloadKey(sketch.namespace, sketch.name)
    workloads.set(key, startWorkload(sketch, makeWorkloadWorld(sketch)))
  }
  for (const service of scenario.services) writeEndpoints(service)
  for (const name of nodes.keys()) tellRoutes(name)
  const demands = makeDemands({
    services: scenario.services,
    nodes: scenario.nodes,
    seed,
    clusterIpOf,
    podAddressesOn: ({ name }) => placement.podsOn(name).map(({ address }) => address),
  })
  for (const [name, { proxy, simulated }] of nodes) {
    proxy.syncAll()
    simulated.startTraffic(demands.get(name) ?? [])
  }
  isStarted = true

  const listeners = makeListeners({
    services: scenario.services,
    nodes: scenario.nodes,
    clusterIpOf,
    podsOn: placement.podsOn,
    isClosed: (place) => [...nodes.values()].some(({ simulated }) => simulated.damage().closedPorts.has(place)),
  })
  const grounds = new Map(
    [...nodes].map(([name, { sketch, simulated }]) => [
      name,
      { name, zone: sketch.zone, network: networkOf(sketch), simulated },
    ]),
  )
  const terrain = { nodes: grounds, gateway: scenario.gateway, listens: listeners.listens }
  const join = makeNetwork({ ...listeners, terrain, seed, clock, agenda, wake })
  for (const [name, node] of nodes) {
    const kernel = { ...node.simulated.kernel, ...join(grounds.get(name)!) }
    nodes.set(name, { ...node, simulated: { ...node.simulated, kernel } })
  }

  function networkOf(sketch: NodeSketch): NodeNetwork {
    return {
      address: sketch.address,
      podBlock: sketch.podBlock,
      device: scenario.lanDevice,
      lanPrefix: scenario.lanPrefix,
      gateway: scenario.gateway,
      ipv6: sketch.ipv6 ?? null,
    }
  }

  function makeNode(sketch: NodeSketch): WorldNode {
    const random = makeRandom(seed, 'machine', sketch.name)
    const simulated = makeSimulatedKernel({
      name: sketch.name,
      seed,
      clock,
      catchUp: (toMs) => agenda.run(toMs),
      release,
      hz,
      uptimeSeconds: Math.floor(random.between(3, 40) * 86_400),
      skewMs: Math.round(random.between(-40, 40)),
      network: networkOf(sketch),
      others: scenario.nodes.filter((other) => other !== sketch),
      hasIpvs: sketch.hasIpvs ?? true,
      withoutNetlink: sketch.withoutNetlink ?? null,
      settings: sketch.settings ?? {},
      hasPrograms: sketch.hasPrograms ?? true,
      distort: sketch.distort ?? ((text) => text),
    })
    const proxy = makeKubeProxy({
      node: {
        node: makeNodeName(sketch.name),
        zone: sketch.zone,
        nodePortAddresses: nodePortAddressesOf({ addresses: simulated.kernel.addresses(), kube: null }),
        scheduler: scenario.scheduler,
        showsSchedulerFlags: true,
      },
      table: simulated.table,
      mirror,
      agenda,
      random: makeRandom(seed, 'kube-proxy', sketch.name),
      advance: (toMs) => simulated.advance(toMs),
    })
    return { sketch, simulated, proxy }
  }

  function makeWorkloadWorld(sketch: WorkloadSketch) {
    const random = makeRandom(seed, 'workload', sketch.namespace, sketch.name)
    const changed = (pod: PodLife) => {
      if (!isStarted) return
      tellRoutes(pod.node.name)
      for (const service of services.values()) {
        if (service.namespace === pod.namespace && service.workload === pod.workload) writeEndpoints(service)
      }
    }
    return {
      agenda,
      random,
      wallMs: clock.wallMs,
      ipv6Beside,
      place: placement.place,
      settle: placement.settle,
      free: placement.free,
      put(pod: PodLife) {
        placement.put(pod)
        store.put('/api/v1/pods', makePodObject(pod))
        changed(pod)
      },
      remove(pod: PodLife) {
        placement.remove(pod)
        store.remove('/api/v1/pods', pod.namespace, pod.name)
        changed(pod)
      },
    }
  }

  function writeEndpoints(service: ServiceSketch) {
    const workload = service.workload === null ? null : workloads.get(workloadKey(service.namespace, service.workload))
    const byHand = (service.endpoints ?? []).map(({ address, node }) => ({
      address,
      node: sketchOf.get(node)!,
      ready: true,
      serving: true,
      terminating: false,
      pod: null,
    }))
    writeSlices(store, service, workload ? endpointsOfPods(workload.pods()) : byHand)
  }

  function tellRoutes(name: string) {
    nodes.get(name)!.simulated.setPods(placement.podsOn(name).filter(({ phase }) => phase !== 'pending'))
  }

  function workloadOf(service: string): Workload | string {
    const sketch = services.get(service)
    if (sketch === undefined) return `There is no Service ${service} in this scenario.`
    const workload = sketch.workload === null ? null : workloads.get(workloadKey(sketch.namespace, sketch.workload))
    return workload ?? `The Service ${service} has no workload.`
  }

  const withWorkload = (service: string, act: (workload: Workload) => void): string | null => {
    const workload = workloadOf(service)
    if (typeof workload === 'string') return workload
    act(workload)
    return null
  }

  const withNode = (name: string, act: (node: WorldNode) => string | null): string | null => {
    const node = nodes.get(name)
    return node ? act(node) : `There is no node ${name} in this scenario.`
  }

  return {
    nodes,
    agenda,
    advance(nowMs) {
      agenda.run(nowMs)
      for (const { simulated } of nodes.values()) simulated.advance(nowMs)
    },
    scale: (service, replicas) => withWorkload(service, (workload) => workload.scale(replicas)),
    rollout: (service) => withWorkload(service, (workload) => workload.rollout()),
    drift: (name, service, isForeignAdded) =>
      withNode(name, ({ simulated, sketch }) => {
        const [namespace = '', own = ''] = service.split('/')
        simulated.advance(agenda.nowMs())
        const known = mirror.service(makeServiceId(namespace, own))
        return driftService(simulated.table, known, sketch, isForeignAdded)
      }),
    repair: (name) =>
      withNode(name, ({ proxy }) => {
        proxy.repair()
        return null
      }),
    break: (name, kind, towards) =>
      withNode(name, ({ simulated, sketch }) => {
        const service = towards.service === null ? null : services.get(towards.service)
        if (service === undefined) return `There is no Service ${towards.service} in this scenario.`
        if (towards.node !== null && !nodes.has(towards.node))
          return `There is no node ${towards.node} in this scenario.`
        const isOf = (node: NodeSketch) =>
          (towards.node === null || node.name === towards.node) &&
          (service === null || listeners.portsOf(placement.podsOn(node.name), service).length > 0)
        return breakNode(kind, {
          node: sketch,
          simulated,
          nobody: lastAddressOf(sketch.address, scenario.lanPrefix),
          blocks: scenario.nodes.filter((node) => node !== sketch && isOf(node)).map(({ podBlock }) => podBlock),
          podPorts: listeners.portsOf(placement.podsOn(name), service),
          serviceAddresses: service && [
            clusterIpOf(service),
            service.ipv6ClusterIp ?? '',
            service.loadBalancerIp ?? '',
          ],
        })
      }),
    mend: (name) =>
      withNode(name, ({ proxy, simulated }) => {
        simulated.setDamage(noDamage)
        proxy.repair()
        return null
      }),
  }
}
