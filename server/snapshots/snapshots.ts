/** What the hub keeps of moments somebody shared: made once, never altered, gone at their time or when their owner says so. */

import type { Principal } from '#model/principal.ts'
import type { SnapshotAsk } from '#model/snapshot/ask.ts'

/** What lists show. Times are the hub's wall clock, milliseconds. */
export interface KeptSnapshot {
  /** Twenty-two characters of base64url: names it, opens nothing. */
  readonly id: string
  readonly owner: string
  readonly takenAt: number
  readonly expiresAt: number
  readonly bytes: number
  /** The view it was taken of: path and query. */
  readonly address: string
  readonly isPseudonymous: boolean
  /** How often it was opened by its link. */
  readonly opened: number
}

export interface MadeSnapshot extends KeptSnapshot {
  /** 256 bits in base64url, told once: only its SHA-256 is kept. */
  readonly token: string
}

/** Why not, in a sentence, and the status that fits. */
export interface SnapshotRefusal {
  readonly ok: false
  readonly status: 400 | 403 | 404 | 409 | 429 | 503 | 507
  readonly error: string
}

export interface SnapshotPreview {
  readonly bytes: number
  /** How many of each thing would be in it, by the name of the collection. */
  readonly counts: Readonly<Record<string, number>>
  /** Names and addresses as they would be read, a few of each. */
  readonly samples: Readonly<Record<string, readonly string[]>>
}

type Answer<T> = Promise<({ readonly ok: true } & T) | SnapshotRefusal>

/** `principal` is null where there is no login: everybody may do everything. */
export interface Snapshots {
  /** The same `key` of the same owner gives the same snapshot, without its token. */
  create(ask: SnapshotAsk, principal: Principal | null, key: string | null): Answer<{ readonly made: MadeSnapshot }>
  preview(ask: SnapshotAsk, principal: Principal | null): Answer<{ readonly preview: SnapshotPreview }>
  /** The right to view is the token and nothing else; `by` is the address of who asks. */
  open(id: string, token: string, by: string): Answer<{ readonly file: Uint8Array }>
  /** The owner's own, of an admin all, the newest first. */
  list(principal: Principal | null): Promise<readonly KeptSnapshot[]>
  file(id: string, principal: Principal | null): Answer<{ readonly file: Uint8Array }>
  remove(id: string, principal: Principal | null): Answer<object>
  close(): void
}
