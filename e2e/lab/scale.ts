/**
 * Deployment, EndpointSlice controller and kubelets in one: makes `web` have so many Pods. It keeps
 * nothing: which Pods there are is asked of the API, so that any process may scale.
 */
import { podObject, sliceObject } from './objects.ts'
import { type LabPod, mostPods, podsOfWeb, web } from './reference-case.ts'

export interface ScaleTools {
  /** Names of the Pods of `web` the API has. */
  podNames(): Promise<readonly string[]>
  put(placed: { readonly path: string; readonly object: object }): Promise<void>
  remove(path: string): Promise<void>
  startPod(pod: LabPod): Promise<void>
  stopPod(pod: LabPod, patienceMs: number): Promise<void>
  now(): Date
  wait(ms: number): Promise<unknown>
}

/** How long a Pod that is ending still answers: kube-proxy needs a moment to hear of it. */
const graceMs = 1_000

/** Throws with a sentence when `count` is out of bounds. */
export async function scaleWeb(count: number, tools: ScaleTools): Promise<readonly LabPod[]> {
  if (!Number.isInteger(count) || count < 0 || count > mostPods) {
    throw new Error(`'${web.name}' can have 0 to ${mostPods} Pods in the lab, not ${count}.`)
  }
  const names = new Set(await tools.podNames())
  const wanted = podsOfWeb(count)
  const kept = wanted.filter((pod) => names.has(pod.name))
  const added = wanted.filter((pod) => !names.has(pod.name))
  const ended = podsOfWeb(mostPods).filter((pod) => names.has(pod.name) && !isAmong(wanted, pod))
  for (const pod of added) await tools.put(podObject(pod, 'pending', tools.now()))
  for (const pod of ended) await tools.put(podObject(pod, 'ending', tools.now()))
  if (ended.length > 0) await tools.put(sliceObject(web, kept, ended))
  await Promise.all(added.map((pod) => tools.startPod(pod)))
  for (const pod of added) await tools.put(podObject(pod, 'ready', tools.now()))
  if (added.length > 0) await tools.put(sliceObject(web, wanted, ended))
  if (ended.length === 0) return wanted
  await tools.wait(graceMs)
  await tools.put(sliceObject(web, wanted, []))
  await Promise.all(ended.map((pod) => tools.stopPod(pod, graceMs)))
  for (const pod of ended) await tools.remove(podObject(pod, 'ending', tools.now()).path)
  return wanted
}

const isAmong = (pods: readonly LabPod[], pod: LabPod): boolean => pods.some((other) => other.name === pod.name)
