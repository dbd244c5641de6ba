/**
 * A Deployment and its kubelets in one: keeps so many Pods ready, rolls to new revisions one Pod at
 * a time (surge 1, none unavailable), and lets Pods take their time to begin and to end.
 */
import type { Agenda } from '../agenda.ts'
import { formatTime } from '../kube-api/store.ts'
import type { Random } from '../random.ts'
import type { NodeSketch, WorkloadSketch } from '../scenarios/sketch.ts'
import type { PodLife } from './objects.ts'

export interface WorkloadWorld {
  readonly agenda: Agenda
  readonly random: Random
  /** Wall clock, milliseconds. */
  readonly wallMs: () => number
  /** Where the next Pod goes, with its address; null when the cluster is full. */
  place(workload: WorkloadSketch): { readonly node: NodeSketch; readonly address: string } | null
  /** Takes an address somebody chose. */
  settle(node: string, address: string): NodeSketch
  free(pod: PodLife): void
  ipv6Beside(address: string): string
  /** A Pod is new or another than before. */
  put(pod: PodLife): void
  remove(pod: PodLife): void
}

export interface Workload {
  readonly sketch: WorkloadSketch
  pods(): readonly PodLife[]
  replicas(): number
  scale(replicas: number): void
  rollout(): void
}

interface Entry {
  pod: PodLife
  readonly revision: string
}

/** All Pods of the beginning are ready at once. */
export function startWorkload(sketch: WorkloadSketch, world: WorkloadWorld): Workload {
  const { agenda, random } = world
  let revision = random.suffix(9)
  let replicas = sketch.replicas
  let entries: Entry[] = []

  const isLive = ({ pod }: Entry) => pod.phase !== 'ending'

  const change = (entry: Entry, changes: Partial<PodLife>) => {
    entry.pod = { ...entry.pod, ...changes }
    world.put(entry.pod)
    reconcile()
  }

  const add = (given: { name: string; node: NodeSketch; address: string }, phase: PodLife['phase']): Entry => {
    const pod: PodLife = {
      namespace: sketch.namespace,
      workload: sketch.name,
      image: sketch.image,
      ...given,
      uid: [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-'),
      ipv6: sketch.hasIpv6 ? world.ipv6Beside(given.address) : null,
      phase,
      createdAt: formatTime(world.wallMs()),
      deletedAt: null,
      annotations: sketch.annotations ?? null,
    }
    const entry = { pod, revision }
    entries.push(entry)
    world.put(pod)
    return entry
  }

  const podName = () => `${sketch.name}-${revision}-${random.suffix(5)}`

  const begin = (): boolean => {
    const place = world.place(sketch)
    if (place === null) return false
    const entry = add({ name: podName(), ...place }, 'pending')
    const startMs = random.between(600, 1500)
    agenda.after(startMs, () => isLive(entry) && change(entry, { phase: 'running' }))
    agenda.after(startMs + random.between(1200, 3500), () => isLive(entry) && change(entry, { phase: 'ready' }))
    return true
  }

  const end = (entry: Entry) => {
    entry.pod = { ...entry.pod, phase: 'ending', deletedAt: formatTime(world.wallMs()) }
    world.put(entry.pod)
    agenda.after(random.between(3000, 9000), () => {
      entries = entries.filter((other) => other !== entry)
      world.remove(entry.pod)
      world.free(entry.pod)
      reconcile()
    })
  }

  /** One look at what is there against what should be. */
  const reconcile = () => {
    const live = entries.filter(isLive)
    const old = live.filter((entry) => entry.revision !== revision)
    const current = live.filter((entry) => entry.revision === revision)
    for (let extra = current.length - replicas; extra > 0; extra--) end(current.pop()!)
    let count = old.length + current.length
    const most = replicas + (old.length > 0 ? 1 : 0)
    for (let missing = replicas - current.length; missing > 0 && count < most; missing--) {
      if (!begin()) break
      count++
    }
    let ready = entries.filter(({ pod }) => pod.phase === 'ready').length
    for (const entry of old) {
      if (entry.pod.phase !== 'ready') end(entry)
      else if (ready > replicas) {
        end(entry)
        ready--
      }
    }
  }

  for (const given of sketch.pods ?? []) add({ ...given, node: world.settle(given.node, given.address) }, 'ready')
  for (let missing = replicas - entries.length; missing > 0; missing--) {
    const place = world.place(sketch)
    if (place) add({ name: podName(), ...place }, 'ready')
  }

  return {
    sketch,
    pods: () => entries.map(({ pod }) => pod),
    replicas: () => replicas,
    scale(count) {
      replicas = count
      reconcile()
    },
    rollout() {
      revision = random.suffix(9)
      reconcile()
    },
  }
}
