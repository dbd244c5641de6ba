/** How many tables name each virtual server, kept up at the cost of what differs between tables that go and come. */
import type { VirtualServerHash } from './ids.ts'
import type { Table } from './topology.ts'

export interface TableUses {
  /**
   * One table goes, another comes; null for none. Told is what is named for the first time, with its
   * position, and then what nobody names any more. Cheap where the two agree position by position.
   */
  swap(
    gone: Table | null,
    came: Table | null,
    appeared: (hash: VirtualServerHash, position: number) => void,
    vanished: (hash: VirtualServerHash) => void,
  ): void
}

export function makeTableUses(): TableUses {
  const uses = new Map<VirtualServerHash, number>()
  const nothing: Table = []
  return {
    swap: (gone, came, appeared, vanished) => {
      const [left, right] = [gone ?? nothing, came ?? nothing]
      for (let at = 0; at < right.length; at++) {
        const hash = right[at]!
        if (hash === left[at]) continue
        const before = uses.get(hash) ?? 0
        uses.set(hash, before + 1)
        if (before === 0) appeared(hash, at)
      }
      for (let at = 0; at < left.length; at++) {
        const hash = left[at]!
        if (hash === right[at]) continue
        const after = uses.get(hash)! - 1
        if (after > 0) uses.set(hash, after)
        else {
          uses.delete(hash)
          vanished(hash)
        }
      }
    },
  }
}
