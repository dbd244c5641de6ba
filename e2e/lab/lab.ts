/** A running lab, as the command line and tests steer it. Needs nothing but its state, so any process may. */
import { setTimeout as delay } from 'node:timers/promises'
import { familyOf } from '#model/address.ts'
import type { Answer, TrafficCounts } from './guest/traffic.ts'
import { type ExecOptions, type Executed, type Guest, makeGuest } from './host/guest.ts'
import { makeKubeWriter } from './host/kube.ts'
import type { LabState } from './host/state.ts'
import { nodeObject } from './objects.ts'
import { type Offer, type OfferName, offers } from './offers.ts'
import { putThere } from './put-there.ts'
import { type LabPod, type LabService, nodeNamed, nodes, outside, web, webUrl } from './reference-case.ts'
import { scaleWeb } from './scale.ts'

export const mostRequestsPerSecond = 600
/** An answer comes at once; a slow machine may take long for it. */
const askMs = 30_000
/** For who asks where no answer may come, or asks again. */
export const impatientMs = 5_000
const programmedMs = 60_000

export interface Lab {
  readonly state: LabState
  /** Runs a command on a node. Throws only when the node is not there; a failing command has a code. */
  exec(node: string, command: readonly string[], options?: ExecOptions): Promise<Executed>
  /** One request from the node itself, to the ClusterIP of `web` unless said otherwise. */
  ask(node: string, url?: string, deadlineMs?: number): Promise<Answer>
  /** One request from inside a Pod. */
  podAsk(pod: Pick<LabPod, 'name' | 'node'>, url: string): Promise<Answer>
  /** Ends the program in a Pod, whose network stays; returns what starts it again. */
  halt(pod: Pick<LabPod, 'name' | 'node'>): Promise<() => Promise<void>>
  /** One request from the LAN's gateway, which is no node. */
  outsideAsk(url: string, deadlineMs?: number): Promise<Answer>
  /** Puts a Service of `offers.ts` there, with its Pods; returns these when every node's kernel has it. */
  offer(name: OfferName): Promise<readonly LabPod[]>
  /** Makes `web` have so many Pods; returns them when they run and the API says so. */
  scale(count: number): Promise<readonly LabPod[]>
  /** Takes the first real server of `web` out of one node's table behind kube-proxy's back; returns it. */
  drift(node: string): Promise<string>
  /** Requests per second to the ClusterIP, spread evenly over all nodes; 0 ends it. */
  traffic(perSecond: number): Promise<void>
  trafficCounts(): Promise<TrafficCounts>
}

export function attachLab(state: LabState): Lab {
  const guests = new Map(nodes.map((node) => [node.name, makeGuest(state.folder, node.name)]))
  const guest = (node: string): Guest => guests.get(nodeNamed(node).name)!
  const kube = makeKubeWriter(state.kubeUrl)
  const client = makeGuest(state.folder, outside)
  const podTools = {
    podNames: () => kube.names(`/api/v1/namespaces/${web.namespace}/pods`),
    put: kube.put,
    startPod: (pod: LabPod) => guest(pod.node).startPod(pod),
    now: () => new Date(),
  }
  const addIpv6 = async () => {
    await Promise.all([...guests.values()].map((each) => each.network6()))
    for (const node of nodes) await kube.put(nodeObject(node, true))
  }
  const isProgrammed = async (service: LabService, realServers: number): Promise<boolean> => {
    const listings = await Promise.all(nodes.map(({ name }) => guest(name).exec(['ipvsadm', ...listingOf(service)])))
    return listings.every(({ out }) => (out.match(/^ {2}-> [\d[]/gm)?.length ?? 0) >= realServers)
  }
  const virtualServer = `${web.clusterIp}:${web.port}`
  return {
    state,
    exec: async (node, command, options) => guest(node).exec(command, options),
    ask: async (node, url = webUrl, deadlineMs = askMs) => guest(node).ask(url, deadlineMs),
    podAsk: async ({ name, node }, url) => guest(node).podAsk(name, url, askMs),
    async halt({ name, node }) {
      await guest(node).setProgram(name, false)
      return () => guest(node).setProgram(name, true)
    },
    outsideAsk: (url, deadlineMs = askMs) => client.ask(url, deadlineMs),
    async offer(name) {
      const offer: Offer = offers[name]
      if (name === 'ipv6') await addIpv6()
      const pods = await putThere(offer, podTools)
      const { service } = offer
      if (service !== null) {
        await until(`every node has Service ${service.name}`, programmedMs, () => isProgrammed(service, pods.length))
      }
      return pods
    },
    scale: (count) =>
      scaleWeb(count, {
        ...podTools,
        remove: kube.remove,
        stopPod: (pod, patienceMs) => guest(pod.node).stopPod(pod.name, patienceMs),
        wait: delay,
      }),
    async drift(node) {
      const listed = await guest(node).exec(['ipvsadm', '-Ln', '-t', virtualServer])
      const realServer = /^ {2}-> (\d\S+) /m.exec(listed.out)?.[1]
      if (realServer === undefined)
        throw new Error(`${node} has no real server of ${virtualServer} to delete. ${listed.err}`)
      const deleted = await guest(node).exec(['ipvsadm', '-d', '-t', virtualServer, '-r', realServer])
      if (deleted.code !== 0) throw new Error(`${node} kept ${realServer}: ${deleted.err.trim()}`)
      return realServer
    },
    async traffic(perSecond) {
      if (!(perSecond >= 0 && perSecond <= mostRequestsPerSecond)) {
        throw new Error(`Traffic is 0 to ${mostRequestsPerSecond} requests a second, not ${perSecond}.`)
      }
      await Promise.all([...guests.values()].map((each) => each.setTraffic(webUrl, perSecond / guests.size)))
    },
    async trafficCounts() {
      const counts = await Promise.all([...guests.values()].map((each) => each.traffic()))
      const sum = (count: (each: TrafficCounts) => number) => counts.reduce((total, each) => total + count(each), 0)
      return { asked: sum((c) => c.asked), answered: sum((c) => c.answered), failed: sum((c) => c.failed) }
    },
  }
}

/** Options of ipvsadm for the listing of one ClusterIP. */
const listingOf = ({ clusterIp, port, protocol }: LabService): string[] => [
  '-Ln',
  protocol === 'TCP' ? '-t' : '-u',
  `${familyOf(clusterIp) === 4 ? clusterIp : `[${clusterIp}]`}:${port}`,
]

/** Asks again every 100 ms until it is true. Throws `what` did not happen after the deadline. */
export async function until(what: string, deadlineMs: number, isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`After ${deadlineMs / 1_000} s still not: ${what}.`)
    await delay(100)
  }
}
