/** A table read once, whole, for tests. */
import type { KernelOrder, VirtualServer } from '../../topology.ts'
import { makeTableReader, type TableReading } from './read.ts'
import { kernelOrderOf } from './structure.ts'

export interface ReadOnce extends TableReading {
  /** As objects, in the table's order. */
  readonly servers: readonly VirtualServer[]
  readonly kernelOrder: KernelOrder | null
}

/** Throws when it is no table. */
export function readOnce(text: string | Uint8Array, hz: number | null): ReadOnce {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const reader = makeTableReader()
  const outcome = reader.read(
    () => ({ bytes, moved: null }),
    hz,
    () => null,
  )
  if (outcome.is !== 'read') throw new Error(`not read: ${outcome.is}`)
  const { reading } = outcome
  const servers = reading.structure.table.map((_, position) => reader.server(position)!)
  return { ...reading, servers, kernelOrder: kernelOrderOf(reading.structure) }
}
