/**
 * The stand-in's etcd: whole objects under ever growing resource versions, with the history that
 * lets a watch go on where it ended and a list be continued as of the version it began at.
 */
import { type CollectionPath, collectionPaths, collections, type KubeObject, keyOf } from './objects.ts'

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly key: string
  readonly object: KubeObject
  /** What stood there before; null for ADDED. */
  readonly before: KubeObject | null
}

export interface StoreConfig {
  /** Wall clock, milliseconds. */
  readonly now: () => number
  readonly makeUid: () => string
  /** Changes remembered for each collection; older versions are answered with 410. */
  readonly historyLength: number
}

export interface Store {
  /** Creates or replaces. Fills in uid, creationTimestamp and resourceVersion; an equal object changes nothing. */
  put(path: CollectionPath, object: KubeObject): KubeObject
  /** False when there is no such object. */
  remove(path: CollectionPath, namespace: string, name: string): boolean
  get(path: CollectionPath, namespace: string, name: string): KubeObject | null
  /** Objects as of a version (default: now), in key order; null when that version is forgotten. */
  list(path: CollectionPath, version?: number): readonly KubeObject[] | null
  version(): number
  /** Changes after a version; null when some of them are forgotten. */
  since(path: CollectionPath, version: number): readonly Change[] | null
  /** Calls back on every change from now on. Returns the undo. */
  subscribe(path: CollectionPath, listener: (change: Change) => void): () => void
  /** Forgets all history, as etcd does about every five minutes. */
  compact(): void
}

interface Shelf {
  readonly objects: Map<string, KubeObject>
  history: Change[]
  /** Versions below this cannot be told any more. */
  forgotten: number
  readonly listeners: Set<(change: Change) => void>
}

export function makeStore(config: StoreConfig): Store {
  const shelves = new Map<CollectionPath, Shelf>()
  for (const path of collectionPaths) {
    shelves.set(path, { objects: new Map(), history: [], forgotten: 0, listeners: new Set() })
  }
  let version = 0

  const record = (shelf: Shelf, change: Change) => {
    shelf.history.push(change)
    while (shelf.history.length > config.historyLength) shelf.forgotten = shelf.history.shift()!.version
    for (const listener of [...shelf.listeners]) listener(change)
  }

  return {
    put(path, object) {
      const shelf = shelves.get(path)!
      const { namespaced, apiVersion, kind } = collections[path]
      const namespace = namespaced ? (object.metadata.namespace ?? 'default') : ''
      const key = keyOf(namespace, object.metadata.name)
      const before = shelf.objects.get(key) ?? null
      const makeObject = (resourceVersion: string): KubeObject => ({
        ...object,
        apiVersion,
        kind,
        metadata: {
          ...object.metadata,
          ...(namespaced ? { namespace } : {}),
          uid: before?.metadata.uid ?? object.metadata.uid ?? config.makeUid(),
          creationTimestamp:
            before?.metadata.creationTimestamp ?? object.metadata.creationTimestamp ?? formatTime(config.now()),
          resourceVersion,
        },
      })
      if (before && sameText(before, makeObject(before.metadata.resourceVersion!))) return before
      version++
      const stored = makeObject(String(version))
      shelf.objects.set(key, stored)
      record(shelf, { type: before ? 'MODIFIED' : 'ADDED', version, key, object: stored, before })
      return stored
    },
    remove(path, namespace, name) {
      const shelf = shelves.get(path)!
      const key = keyOf(collections[path].namespaced ? namespace : '', name)
      const before = shelf.objects.get(key)
      if (before === undefined) return false
      shelf.objects.delete(key)
      version++
      const last = { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } }
      record(shelf, { type: 'DELETED', version, key, object: last, before })
      return true
    },
    get: (path, namespace, name) => shelves.get(path)!.objects.get(keyOf(namespace, name)) ?? null,
    list(path, at = version) {
      const shelf = shelves.get(path)!
      if (at < shelf.forgotten) return null
      const objects = new Map(shelf.objects)
      for (const change of shelf.history.toReversed()) {
        if (change.version <= at) break
        if (change.before) objects.set(change.key, change.before)
        else objects.delete(change.key)
      }
      return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
    },
    version: () => version,
    since(path, from) {
      const shelf = shelves.get(path)!
      return from < shelf.forgotten ? null : shelf.history.filter((change) => change.version > from)
    },
    subscribe(path, listener) {
      const { listeners } = shelves.get(path)!
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    compact() {
      for (const shelf of shelves.values()) {
        shelf.history = []
        shelf.forgotten = version
      }
    },
  }
}

const sameText = (a: KubeObject, b: KubeObject): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

/** Keys in one order, so that equal objects have equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  )
}

/** RFC 3339 to the second, as the API server writes times. */
export const formatTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
