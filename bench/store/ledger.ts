/** What was acknowledged to those who shared and deleted, and whether a store still holds to it. */
import { inflate } from '#model/snapshot/inflate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { hashToken } from '#server/snapshots/secrets.ts'
import { makeShelf, migrations } from '#server/snapshots/shelf.ts'
import { openSqliteDatabase } from '#server/store/sqlite.ts'

export interface Ledger {
  /** A line of the writer: `+ ID TOKEN`, `? ID` before it is deleted, `- ID` after, `! SENTENCE` of a damaged store. */
  hear(line: string): void
  acknowledged(): number
  damaged(): number
  /** Opens the store and looks for all of it. */
  check(path: string): Promise<Found>
}

export interface Found {
  /** Stores found damaged. */
  readonly corrupt: number
  /** Acknowledged and not there, or deleted and there. */
  readonly lost: number
  /** There, and not opened whole. */
  readonly half: number
}

/** Room for deleting is not what is looked at. */
const limits = { mostBytes: 2 ** 30, reserveBytes: 1 << 20 }

export function makeLedger(): Ledger {
  const there = new Map<string, string>()
  const asked = new Set<string>()
  const gone = new Set<string>()
  let [acknowledged, damaged] = [0, 0]
  return {
    hear: (line) => {
      const [sign, id = '', token = ''] = line.split(' ')
      if (sign === '+') {
        there.set(id, token)
        acknowledged++
      } else if (sign === '?') asked.add(id)
      else if (sign === '-') {
        there.delete(id)
        gone.add(id)
      } else if (sign === '!') damaged++
    },
    acknowledged: () => acknowledged,
    damaged: () => damaged,
    check: async (path) => {
      const store = await openSqliteDatabase({ path, limits, now: Date.now, log: () => {} })
      await store.migrate(migrations)
      const [verdict] = await store.all<{ integrity_check: string }>('PRAGMA integrity_check')
      const shelf = makeShelf(store)
      let [lost, half] = [0, 0]
      const rows = await store.all<{ id: string; file: Uint8Array; bytes: number }>(
        'SELECT id, file, bytes FROM snapshots',
      )
      for (const { id, file, bytes } of rows) {
        if (gone.has(id)) lost++
        if (file.length !== bytes || !(await openSnapshot(file, inflate)).ok) half++
      }
      for (const [id, token] of there) {
        const file = await shelf.open(id, hashToken(token), 0)
        if (file === null && !asked.has(id)) lost++
      }
      await store.close()
      return { corrupt: verdict?.integrity_check === 'ok' && store.standing().is === 'fine' ? 0 : 1, lost, half }
    },
  }
}
