/** What a request path and its query ask for. */
import { type CollectionPath, collectionPaths, collections, type KubeObject } from './objects.ts'

export interface Target {
  readonly path: CollectionPath
  /** Null for all namespaces; empty for cluster-wide kinds. */
  readonly namespace: string | null
  /** Null for the collection. */
  readonly name: string | null
}

/** `/api/v1/services`, `/api/v1/namespaces/NS/services[/NAME]`, `/api/v1/nodes[/NAME]`; null when nothing of ours. */
export function parseTarget(pathname: string): Target | null {
  const words = pathname.split('/').map(decode)
  for (const path of collectionPaths) {
    const { group, plural, namespaced } = collections[path]
    const prefix = group.split('/')
    if (prefix.some((word, index) => words[index] !== word)) continue
    const rest = words.slice(prefix.length)
    const inNamespace = namespaced && rest[0] === 'namespaces' && rest.length >= 3
    const [found, name, ...more] = inNamespace ? rest.slice(2) : rest
    if (found !== plural || more.length > 0 || name === '') continue
    if (namespaced && !inNamespace && name !== undefined) continue
    return { path, namespace: namespaced ? (inNamespace ? rest[1]! : null) : '', name: name ?? null }
  }
  return null
}

function decode(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}

/** Which objects of the collection: namespace, and `labelSelector` in its equality forms (`a=b,c!=d,e,!f`). */
export function makeFilter(namespace: string | null, labelSelector: string): (object: KubeObject) => boolean {
  const tests = labelSelector
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, not = '', key = '', operator = '', value = ''] = /^(!?)([^=!]+)(==|=|!=|)(.*)$/.exec(part) ?? []
      return (labels: Readonly<Record<string, string>>): boolean => {
        if (operator === '') return key in labels === (not === '')
        return (labels[key] === value) === (operator !== '!=')
      }
    })
  return (object) =>
    (namespace === null || namespace === (object.metadata.namespace ?? '')) &&
    tests.every((test) => test(object.metadata.labels ?? {}))
}

/** Where the next page of a list goes on: the version it is read at and the last key sent. */
export interface Continue {
  readonly version: number
  readonly after: string
}

export const formatContinue = (from: Continue): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: from.version, start: from.after })).toString('base64url')

/** Null when the token is none of ours. */
export function parseContinue(token: string): Continue | null {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { rv: unknown; start: unknown }
    return typeof rv === 'number' && typeof start === 'string' ? { version: rv, after: start } : null
  } catch {
    return null
  }
}
