/** What is kept of one kind: a map that is never altered once handed out, and new only when something of it changed. */
import { equal } from '#model/equal.ts'
import { record, text } from '#model/kube/meta.ts'
import { overlay } from '#model/overlay.ts'

/** Where the objects of a kind go as they are listed and watched. Foreign objects; may throw on one. */
export interface Sink {
  /** A list begins: what it does not name is gone when it ends. */
  beginList(): void
  listed(object: unknown): void
  endList(): void
  put(object: unknown): void
  remove(object: unknown): void
}

export interface Shelf<Kept> extends Sink {
  current(): ReadonlyMap<string, Kept>
}

/** `NAMESPACE/NAME`, or the name of what has no namespace. */
export function keyOf(object: unknown): string {
  const metadata = record(record(object)['metadata'])
  const namespace = text(metadata['namespace'])
  return namespace === '' ? text(metadata['name']) : `${namespace}/${text(metadata['name'])}`
}

/** Fewer are copied for every state; of more, what changed is laid over the copy before. */
const manyKept = 1_000
/** A copy serves until this share of it has changed. */
const wornShare = 1 / 8

/** `reshape` gives null for objects that are not kept. */
export function makeShelf<Kept>(reshape: (object: unknown) => Kept | null, onChange: () => void): Shelf<Kept> {
  let handedOut: ReadonlyMap<string, Kept> = new Map()
  let now = new Map<string, Kept>()
  let copy: ReadonlyMap<string, Kept> = new Map()
  /** Since the copy; null: it has nothing to do with what is now. */
  let changes: Map<string, Kept | undefined> | null = new Map()
  let isChanged = false
  let listing: Map<string, Kept> | null = null

  const changed = () => {
    isChanged = true
    onChange()
  }
  const set = (key: string, kept: Kept | null) => {
    const before = now.get(key)
    if (kept === null) {
      if (!now.delete(key)) return
      changes?.set(key, undefined)
      changed()
    } else if (before === undefined || !equal(before, kept)) {
      now.set(key, kept)
      changes?.set(key, kept)
      changed()
    }
  }

  return {
    beginList: () => {
      listing = new Map()
    },
    listed: (object) => {
      const key = keyOf(object)
      const kept = reshape(object)
      const before = now.get(key)
      if (kept !== null) listing?.set(key, before !== undefined && equal(before, kept) ? before : kept)
    },
    endList: () => {
      const listed = listing ?? new Map<string, Kept>()
      listing = null
      const same = listed.size === now.size && [...listed].every(([key, kept]) => now.get(key) === kept)
      if (same) return
      now = listed
      changes = null
      changed()
    },
    put: (object) => set(keyOf(object), reshape(object)),
    remove: (object) => set(keyOf(object), null),
    current: () => {
      if (!isChanged) return handedOut
      isChanged = false
      if (changes !== null && copy.size >= manyKept && changes.size < copy.size * wornShare) {
        handedOut = overlay(copy, new Map(changes))
      } else {
        copy = new Map(now)
        changes = new Map()
        handedOut = copy
      }
      return handedOut
    },
  }
}

/** One sink that passes everything on to two. */
export const bothOf = (first: Sink, second: Sink): Sink => {
  const both = (act: (sink: Sink) => void) => {
    act(first)
    act(second)
  }
  return {
    beginList: () => both((sink) => sink.beginList()),
    listed: (object) => both((sink) => sink.listed(object)),
    endList: () => both((sink) => sink.endList()),
    put: (object) => both((sink) => sink.put(object)),
    remove: (object) => both((sink) => sink.remove(object)),
  }
}
