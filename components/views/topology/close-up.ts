/**
 * A selected Service among many gets a picture of its own: all nodes, its ClusterIP, its Pods, large
 * enough to read every word. Among few it stays where it is and the others are dimmed.
 */
import type { Facts, ThingId } from './facts.ts'
import { parseSelection } from './options.ts'
import type { Visible } from './visible.ts'

export interface CloseUp {
  readonly service: ThingId
  readonly visible: Visible
}

/** Up to this many things there is room for everything beside the selection. */
const mostBeside = 60

export function closeUpOf(visible: Visible, facts: Facts, select: ThingId): CloseUp | null {
  if (visible.nodes.length + visible.services.length + visible.backends.length <= mostBeside) return null
  const selection = parseSelection(select)
  const id =
    selection.is === 'service'
      ? selection.id
      : selection.is === 'row'
        ? facts.thingOf(selection.virtual as Parameters<Facts['thingOf']>[0])
        : null
  const service = id === null ? undefined : visible.services.find((each) => each.id === id)
  if (!service) return null
  const own = new Set(service.backends)
  return {
    service: service.id,
    visible: {
      nodes: visible.nodes,
      services: [service],
      backends: visible.backends.filter((backend) => own.has(backend.id)),
    },
  }
}
