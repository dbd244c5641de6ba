/** What a person can point at, by one text: a node, a Service, a virtual server no Service explains, a Pod, an address. */
import type { NodeName, PodId, ServiceId, VirtualServerKey } from './ids.ts'

/** `node:NAME`, `service:NS/NAME`, `virtual:KEY`, `pod:NS/NAME`, `endpoint:IP`. */
export type ThingId = string

export const thingKinds = ['node', 'service', 'virtual', 'pod', 'endpoint'] as const

export const nodeThing = (node: NodeName): ThingId => `node:${node}`
export const serviceThing = (service: ServiceId): ThingId => `service:${service}`
export const virtualThing = (key: VirtualServerKey): ThingId => `virtual:${key}`
export const podThing = (pod: PodId): ThingId => `pod:${pod}`
export const endpointThing = (address: string): ThingId => `endpoint:${address}`
