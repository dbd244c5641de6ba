import type { Words } from './words.ts'
import { access } from './zh/access.ts'
import { actions, certainties } from './zh/actions.ts'
import { causes } from './zh/causes.ts'
import { compare } from './zh/compare.ts'
import { embed } from './zh/embed.ts'
import { facts } from './zh/facts.ts'
import { flows } from './zh/flows.ts'
import { frame, nav, titles } from './zh/frame.ts'
import { nodes, services } from './zh/lists.ts'
import { login } from './zh/login.ts'
import { matrix } from './zh/matrix.ts'
import { node } from './zh/node.ts'
import { packets } from './zh/packets.ts'
import { parts } from './zh/parts.ts'
import { past } from './zh/past.ts'
import { service } from './zh/service.ts'
import { snapshots } from './zh/snapshots.ts'
import { topology } from './zh/topology.ts'
import { walk } from './zh/walk.ts'

/** Simplified Chinese. Domain terms stay: ClusterIP, Service, Pod, hub, agent. */
export const zh: Words = {
  titles,
  nav,
  frame,
  login,
  parts,
  topology,
  matrix,
  services,
  service,
  nodes,
  node,
  flows,
  facts,
  actions,
  certainties,
  causes,
  walk,
  packets,
  access,
  compare,
  embed,
  snapshots,
  past,
}
