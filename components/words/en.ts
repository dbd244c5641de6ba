import { access } from './en/access.ts'
import { actions, certainties } from './en/actions.ts'
import { causes } from './en/causes.ts'
import { compare } from './en/compare.ts'
import { embed } from './en/embed.ts'
import { facts } from './en/facts.ts'
import { flows } from './en/flows.ts'
import { frame, nav, titles } from './en/frame.ts'
import { nodes, services } from './en/lists.ts'
import { login } from './en/login.ts'
import { matrix } from './en/matrix.ts'
import { node } from './en/node.ts'
import { packets } from './en/packets.ts'
import { parts } from './en/parts.ts'
import { past } from './en/past.ts'
import { service } from './en/service.ts'
import { snapshots } from './en/snapshots.ts'
import { topology } from './en/topology.ts'
import { walk } from './en/walk.ts'

/** English: the dictionary the others are measured by. Rooms by view; functions where a value goes in. */
export const en = {
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
