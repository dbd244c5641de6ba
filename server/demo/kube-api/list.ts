/** GET of a collection: one list, or a page of it. */
import { collections, keyOf } from './objects.ts'
import { formatContinue, makeFilter, parseContinue, type Target } from './request.ts'
import { continueExpired, makeFailure, type Status } from './status.ts'
import type { Store } from './store.ts'

export function answerList(store: Store, target: Target, query: URLSearchParams): Status | object {
  const token = query.get('continue') ?? ''
  const from = token === '' ? { version: store.version(), after: '' } : parseContinue(token)
  if (from === null) return makeFailure(400, 'invalid continue token: continue key is not valid')
  const limit = Number(query.get('limit') ?? 0)
  if (!Number.isInteger(limit) || limit < 0) return makeFailure(400, `limit is no whole number: ${query.get('limit')}`)
  const objects = store.list(target.path, from.version)
  if (objects === null) return continueExpired
  const left = objects
    .filter(makeFilter(target.namespace, query.get('labelSelector') ?? ''))
    .filter((object) => keyOf(object.metadata.namespace ?? '', object.metadata.name) > from.after)
  const page = limit === 0 ? left : left.slice(0, limit)
  const last = page.at(-1)
  const { kind, apiVersion } = collections[target.path]
  return {
    kind: `${kind}List`,
    apiVersion,
    metadata: {
      resourceVersion: String(from.version),
      ...(last && page.length < left.length
        ? {
            continue: formatContinue({
              version: from.version,
              after: keyOf(last.metadata.namespace ?? '', last.metadata.name),
            }),
            remainingItemCount: left.length - page.length,
          }
        : {}),
    },
    // Items of a list carry neither kind nor apiVersion, as from a real server.
    items: page.map(({ kind: _kind, apiVersion: _apiVersion, ...object }) => object),
  }
}
