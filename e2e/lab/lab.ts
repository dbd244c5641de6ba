/** A running lab, as the command line and tests steer it. Needs nothing but its state, so any process may. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, TrafficCounts } from './guest/traffic.ts'
import { type ExecOptions, type Executed, type Guest, makeGuest } from './host/guest.ts'
import { makeKubeWriter } from './host/kube.ts'
import type { LabState } from './host/state.ts'
import { type LabPod, nodeNamed, nodes, web, webUrl } from './reference-case.ts'
import { scaleWeb } from './scale.ts'

export const mostRequestsPerSecond = 600

export interface Lab {
  readonly state: LabState
  /** Runs a command on a node. Throws only when the node is not there; a failing command has a code. */
  exec(node: string, command: readonly string[], options?: ExecOptions): Promise<Executed>
  /** One request to the ClusterIP from the node itself. */
  ask(node: string): Promise<Answer>
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
  const virtualServer = `${web.clusterIp}:${web.port}`
  return {
    state,
    exec: async (node, command, options) => guest(node).exec(command, options),
    ask: async (node) => guest(node).ask(webUrl, 5_000),
    scale: (count) =>
      scaleWeb(count, {
        podNames: () => kube.names(`/api/v1/namespaces/${web.namespace}/pods`),
        put: kube.put,
        remove: kube.remove,
        startPod: (pod) => guest(pod.node).startPod(pod),
        stopPod: (pod, patienceMs) => guest(pod.node).stopPod(pod.name, patienceMs),
        now: () => new Date(),
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

/** Asks again every 100 ms until it is true. Throws `what` did not happen after the deadline. */
export async function until(what: string, deadlineMs: number, isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`After ${deadlineMs / 1_000} s still not: ${what}.`)
    await delay(100)
  }
}
