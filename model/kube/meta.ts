/** What the API server sends, as far as we look at it: everything may be absent, nothing is trusted. */
export type Foreign = Record<string, unknown>

export const record = (value: unknown): Foreign =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Foreign) : {}
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const texts = (value: unknown): string[] => list(value).filter((entry) => typeof entry === 'string')
/** A whole number of 0 or more, else 0. */
export const count = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0
export const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === 'boolean' ? value : otherwise)

export interface Meta {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly labels: Foreign
  readonly annotations: Foreign
}

/** Null when the object has no name: such an object cannot be kept. */
export function reshapeMeta(object: unknown): Meta | null {
  const metadata = record(record(object)['metadata'])
  const name = text(metadata['name'])
  if (name === '') return null
  return {
    namespace: text(metadata['namespace']),
    name,
    uid: text(metadata['uid']),
    labels: record(metadata['labels']),
    annotations: record(metadata['annotations']),
  }
}
