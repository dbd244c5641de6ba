/** What the hub says of snapshots, and how it is asked. */
import { type Answered, type Bytes, deleteJson, getBytes, getJson, postJson } from '#components/url/api.ts'
import type { SnapshotAsk } from '#model/snapshot/ask.ts'
import { fileExtension } from '#model/snapshot/format.ts'

/** Times are the hub's wall clock, milliseconds. */
export interface SharedSnapshot {
  readonly id: string
  readonly owner: string
  readonly takenAt: number
  readonly expiresAt: number
  readonly bytes: number
  readonly address: string
  readonly isPseudonymous: boolean
  readonly opened: number
}

export interface MadeSnapshot extends SharedSnapshot {
  /** Told this once. */
  readonly token: string
}

export interface Preview {
  readonly bytes: number
  readonly counts: Readonly<Record<string, number>>
  readonly samples: Readonly<Record<string, readonly string[]>>
}

const room = 'snapshots'

export const askPreview = (ask: SnapshotAsk): Promise<Answered> => postJson([room, 'preview'], ask)
export const make = (ask: SnapshotAsk): Promise<Answered> => postJson([room], ask)
export const list = (): Promise<Answered> => getJson([room])
export const revoke = (id: string): Promise<Answered> => deleteJson([room, id])

/** The file, for the one who made it. */
export const fileOf = (id: string): Promise<Bytes> => getBytes([room, `${id}${fileExtension}`])
