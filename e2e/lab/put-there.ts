/** Makes an offered Service and its Pods be there: what API server, kubelets and controllers would do. Keeps nothing. */

import { podObject, serviceObject, sliceObject } from './objects.ts'
import type { Offer } from './offers.ts'
import type { LabPod } from './reference-case.ts'
import type { ScaleTools } from './scale.ts'

export type PutTools = Pick<ScaleTools, 'podNames' | 'put' | 'startPod' | 'now'>

/** The API tells of the endpoints when they answer. Putting it there again changes nothing. */
export async function putThere({ service, pods }: Offer, tools: PutTools): Promise<readonly LabPod[]> {
  const names = new Set(await tools.podNames())
  const added = pods.filter((pod) => !names.has(pod.name))
  for (const pod of added) await tools.put(podObject(pod, 'pending', tools.now()))
  await Promise.all(added.map((pod) => tools.startPod(pod)))
  for (const pod of added) await tools.put(podObject(pod, 'ready', tools.now()))
  if (service !== null && added.length > 0) {
    await tools.put(serviceObject(service))
    await tools.put(sliceObject(service, pods, []))
  }
  return pods
}
