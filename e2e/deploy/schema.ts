/** Holds a manifest against the Kubernetes API's own types, as the client library has them from its OpenAPI document. */
import * as kubernetes from '@kubernetes/client-node'

interface ApiType {
  getAttributeTypeMap(): readonly { readonly baseName: string; readonly type: string }[]
}

/** What cannot be so, each as `PATH: why`. Throws when the API has no such kind. */
export function faultsOf(document: object): string[] {
  const { apiVersion, kind } = document as { apiVersion: string; kind: string }
  const version = apiVersion.split('/').at(-1)!
  const type = `${version[0]!.toUpperCase()}${version.slice(1)}${kind}`
  if (apiType(type) === null) throw new Error(`The Kubernetes API has no ${kind} in ${apiVersion}.`)
  return [...faultsAt(kind, type, document)]
}

function apiType(name: string): ApiType | null {
  const found = (kubernetes as unknown as Record<string, unknown>)[name]
  return typeof found === 'function' && 'getAttributeTypeMap' in found ? (found as unknown as ApiType) : null
}

function* faultsAt(path: string, type: string, value: unknown): Iterable<string> {
  const [, of] = /^Array<(.+)>$/.exec(type) ?? []
  if (of !== undefined) {
    if (Array.isArray(value)) for (const [at, each] of value.entries()) yield* faultsAt(`${path}[${at}]`, of, each)
    else yield `${path}: no list`
    return
  }
  const [, valueType] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? []
  const known = apiType(type)
  if (valueType === undefined && known === null) {
    if (!isPlain(type, value)) yield `${path}: ${JSON.stringify(value)} is no ${type}`
  } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield `${path}: no fields`
  } else {
    const types = new Map(known?.getAttributeTypeMap().map(({ baseName, type: own }) => [baseName, own]))
    for (const [name, each] of Object.entries(value)) {
      const own = valueType ?? types.get(name)
      if (own === undefined) yield `${path}.${name}: ${type} has no such field`
      else yield* faultsAt(`${path}.${name}`, own, each)
    }
  }
}

/** A type without fields: those of JSON, and what the API takes as one of them. */
function isPlain(type: string, value: unknown): boolean {
  if (type === 'IntOrString') return Number.isInteger(value) || typeof value === 'string'
  if (type === 'string' || type === 'number' || type === 'boolean') return typeof value === type
  return type === 'any'
}
