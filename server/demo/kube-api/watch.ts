/**
 * GET of a collection with `watch=true`: headers at once, then a JSON line an event for as long as
 * both sides like. What a filtered watch sees of an object that enters or leaves its selection are
 * ADDED and DELETED, as from a real server. `failure` is an ERROR event to answer with instead.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultBox, OpenWatch } from './faults.ts'
import { collections } from './objects.ts'
import { makeFilter, type Target } from './request.ts'
import { makeFailure, type Status, tooOld } from './status.ts'
import type { Change, Store } from './store.ts'

export interface WatchConfig {
  /** Time between bookmarks for those who asked for them. A real server: about a minute. */
  readonly bookmarkMs: number
  /** A watch without timeoutSeconds ends after this. A real server: 30 to 60 minutes. */
  readonly timeoutMs: number
}

/** A watcher this far behind is cut off; it will list again. */
const mostUnsentBytes = 8 << 20

export function answerWatch(
  store: Store,
  faults: FaultBox,
  config: WatchConfig,
  target: Target,
  query: URLSearchParams,
  failure: Status | null,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  response.flushHeaders()

  const write = (line: string) => {
    if (faults.isSilent() || response.writableEnded) return
    response.write(`${line}\n`)
    if (response.writableLength > mostUnsentBytes) request.destroy()
  }
  const send = (type: string, object: unknown) => write(JSON.stringify({ type, object }))
  const sendError = (status: Status) => {
    send('ERROR', status)
    response.end()
  }

  const asked = query.get('resourceVersion') ?? ''
  const version = asked === '' ? 0 : Number(asked)
  if (!Number.isSafeInteger(version) || version < 0) {
    sendError(makeFailure(400, `invalid resource version: ${asked}`))
    return
  }
  if (failure) {
    sendError(failure)
    return
  }
  const matches = makeFilter(target.namespace, query.get('labelSelector') ?? '')
  const fromNothing = version === 0 || query.get('sendInitialEvents') === 'true'
  const missed = fromNothing ? [] : store.since(target.path, version)
  if (missed === null) {
    sendError(tooOld(version, store.version()))
    return
  }

  const sendChange = (change: Change) => {
    const before = change.before !== null && matches(change.before)
    const after = change.type !== 'DELETED' && matches(change.object)
    if (after) send(before ? 'MODIFIED' : 'ADDED', change.object)
    else if (before) send('DELETED', change.object)
  }
  const sendBookmark = (annotations?: Record<string, string>) =>
    send('BOOKMARK', makeBookmark(target, store.version(), annotations))

  if (fromNothing) {
    for (const object of store.list(target.path) ?? []) if (matches(object)) send('ADDED', object)
    if (query.get('sendInitialEvents') === 'true') sendBookmark({ 'k8s.io/initial-events-end': 'true' })
  }
  for (const change of missed) sendChange(change)

  const bookmarks =
    query.get('allowWatchBookmarks') === 'true' ? setInterval(() => sendBookmark(), config.bookmarkMs) : undefined
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const timeout = setTimeout(() => response.end(), seconds > 0 ? seconds * 1000 : config.timeoutMs)
  const unsubscribe = store.subscribe(target.path, sendChange)
  const watch: OpenWatch = { reset: () => request.socket.resetAndDestroy(), end: () => response.end(), write }
  faults.watches.add(watch)
  response.on('close', () => {
    clearInterval(bookmarks)
    clearTimeout(timeout)
    unsubscribe()
    faults.watches.delete(watch)
  })
}

/** A bookmark is an empty object of the kind with nothing but a version. */
function makeBookmark(target: Target, version: number, annotations?: Record<string, string>): object {
  const { kind, apiVersion } = collections[target.path]
  const metadata = { resourceVersion: String(version), creationTimestamp: null }
  return { kind, apiVersion, metadata: annotations ? { ...metadata, annotations } : metadata }
}
