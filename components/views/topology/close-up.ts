/**
 * A selected Service or Pod among many gets a picture of its own: all nodes, the ClusterIPs and the
 * Pods it has to do with, large enough to read every word. Among few on a wide screen it stays
 * where it is and the others are dimmed.
 */
import type { ThingId } from '#model/thing.ts'
import type { Facts } from './facts.ts'
import { parseSelection } from './options.ts'
import { serviceSelected } from './related.ts'
import type { Direction } from './sizes.ts'
import type { Visible } from './visible.ts'

export interface CloseUp {
  /** The Service or Pod. */
  readonly of: ThingId
  readonly visible: Visible
}

/** Up to this many things there is room for everything beside the selection; where ranks lie below each other there never is. */
const mostBeside: Record<Direction, number> = { across: 60, down: 0 }

export function closeUpOf(visible: Visible, facts: Facts, select: ThingId, direction: Direction): CloseUp | null {
  const { nodes, services, backends } = visible
  if (nodes.length + services.length + backends.length <= mostBeside[direction]) return null
  const selection = parseSelection(select)
  if (selection.is === 'backend') {
    const own = services.filter((service) => service.backends.includes(selection.id))
    const pods = backends.filter((backend) => backend.id === selection.id)
    return own.length === 0 || pods.length === 0
      ? null
      : { of: selection.id, visible: { nodes, services: own, backends: pods } }
  }
  const id = serviceSelected(facts, selection)
  const service = id === null ? undefined : services.find((each) => each.id === id)
  if (!service) return null
  const own = new Set(service.backends)
  const pods = backends.filter((backend) => own.has(backend.id))
  return { of: service.id, visible: { nodes, services: [service], backends: pods } }
}
