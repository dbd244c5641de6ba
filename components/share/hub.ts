/** What the hub says of snapshots, and how it is asked. */
import { type Answered, type Bytes, deleteJson, getBytes, getJson, postJson } from '#components/url/api.ts'
import type { SnapshotAsk } from '#model/snapshot/ask.ts'
import type { fileExtension } from '#model/snapshot/format.ts'

/** Times are the hub's wall clock, milliseconds. */
export interface SharedSnapshot {
  readonly id: string
  /** Who made it, for good; what they are called, empty where they have no name. */
  readonly owner: string
  readonly ownerName: string
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

/** As the hub writes it. */
type Told<One extends SharedSnapshot> = Omit<One, 'takenAt' | 'expiresAt'> &
  Readonly<Record<'takenAt' | 'expiresAt', string>>

const withTimes = <One extends SharedSnapshot>(told: Told<One>) => ({
  ...told,
  takenAt: Date.parse(told.takenAt),
  expiresAt: Date.parse(told.expiresAt),
})

const understood = (answer: Answered, read: (told: unknown) => unknown): Answered =>
  answer.ok ? { ok: true, value: read(answer.value) } : answer

export const askPreview = (ask: SnapshotAsk): Promise<Answered> => postJson([room, 'preview'], ask)
/** The value is a `MadeSnapshot`. */
export const make = async (ask: SnapshotAsk): Promise<Answered> =>
  understood(await postJson([room], ask), (told) => withTimes(told as Told<MadeSnapshot>))
/** The value is a list of `SharedSnapshot`. */
export const list = async (): Promise<Answered> =>
  understood(await getJson([room]), (told) =>
    (told as { readonly snapshots: readonly Told<SharedSnapshot>[] }).snapshots.map(withTimes),
  )
export const revoke = (id: string): Promise<Answered> => deleteJson([room, id])

export const pageExtension = '.html'

/** The file, for the one who made it; with its pages in it where it ends in `.html`. */
export const fileOf = (id: string, ending: typeof fileExtension | typeof pageExtension): Promise<Bytes> =>
  getBytes([room, `${id}${ending}`])
