import type { Words } from './words.ts'
import { frame, titles } from './zh/frame.ts'
import { parts } from './zh/parts.ts'
import { topology } from './zh/topology.ts'

/** Simplified Chinese. Domain terms stay: ClusterIP, Service, Pod, hub, agent. */
export const zh: Words = { titles, frame, parts, topology }
