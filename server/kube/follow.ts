/**
 * Follows one kind for good: list it, watch it from there, and whatever happens go on — from the last
 * version while the server still knows it, with a new list when not. The client library's informer
 * stops at the first reset, 500 or handler error; this never does.
 *
 *     list ──► watch ──ended, broken, garbled──► watch again from the last version
 *      ▲         └──410, garbled twice─────────► list
 *      └── every failure waits 1 s, 2 s, 4 s … 30 s, with jitter
 */
import type { ApiFeed } from '#model/cluster.ts'
import { type Foreign, list as listOf, record, text } from '#model/kube/meta.ts'
import { type Connection, messageOf } from './connection.ts'
import type { Sink } from './shelf.ts'
import { readLines, readWhole } from './stream.ts'
import type { Timing } from './timing.ts'

export interface FollowOptions {
  readonly connection: Connection
  /** Path of the whole collection. */
  readonly path: string
  /** `services`, for sentences. */
  readonly plural: string
  readonly sink: Sink
  readonly timing: Timing
  readonly onFeed: (feed: ApiFeed) => void
  /** Told what went wrong that no feed shows. */
  readonly log: (sentence: string) => void
}

const pageSize = 500
const headersMs = 15_000
const pageBounds = { maxBytes: 64 << 20, idleMs: 15_000 }
/** Watches are asked to end after 30 to 40 s: a longer silence than `idleMs` is a broken line, not a quiet cluster. */
const watchBounds = { maxBytes: 4 << 20, idleMs: 45_000 }
const watchSeconds = { least: 30, most: 40 }
/** A watch that lived this long was well. */
const healthyMs = 10_000
/** After so many failures in a row, about a minute, the server may be another: its versions are not trusted. */
const failuresToList = 5

/** How a list or watch ended. */
type End =
  | { readonly is: 'ended' }
  | { readonly is: 'gone' }
  | { readonly is: 'broken'; readonly why: string; readonly silent?: boolean }
  /** The server said no: a sentence a person can act on. */
  | { readonly is: 'refused'; readonly why: string }
  /** Something that is no event; the events after it cannot be trusted to be all. */
  | { readonly is: 'garbled'; readonly why: string }

/** Returns what ends it. */
export function follow(options: FollowOptions): () => void {
  const { timing, onFeed, sink, plural, log } = options
  let stopped = false
  let stop = () => {}
  let version: string | null = null
  let failures = 0
  let garbled = 0
  let wasLive = false
  let isShownLive = false
  let isSilent = false
  let heardAt = timing.now()

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = timing.after(ms, resolve)
      stop = () => {
        cancel()
        resolve()
      }
    })
  const showLive = () => {
    if (!isShownLive) onFeed({ is: 'live', since: timing.now() })
    isShownLive = true
  }
  const heard = () => {
    heardAt = timing.now()
    failures = 0
    wasLive = true
    showLive()
  }
  const failed = async (end: Extract<End, { why: string }>) => {
    failures++
    isSilent = end.is === 'broken' && end.silent === true
    if (failures > failuresToList) version = null
    // One broken watch is ordinary and usually mended within a second.
    if (failures > 1 || !wasLive || isSilent || end.is === 'refused') {
      const why = `${capital(plural)}: ${end.why}.`
      isShownLive = false
      onFeed(wasLive || end.is !== 'refused' ? { is: 'stale', since: heardAt, why } : { is: 'absent', why })
    }
    await pause(backoffMs(failures, timing.random()))
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const end = await (version === null ? list() : watch(version)).catch(asBroken)
      if (stopped) return
      if (end.is === 'gone') {
        const wasWell = failures === 0 && version !== null
        version = null
        if (wasWell) failures = 1
        else await failed({ is: 'broken', why: 'the API server forgets versions faster than they can be followed' })
      } else if (end.is === 'garbled') {
        garbled++
        log(`${capital(plural)}: ${end.why}.`)
        if (garbled > 1) version = null
        await failed(end)
      } else if (end.is !== 'ended') await failed(end)
    }
  }

  async function list(): Promise<End> {
    sink.beginList()
    let next = ''
    do {
      const query = { limit: String(pageSize), ...(next === '' ? {} : { continue: next }) }
      const opened = await options.connection.open(options.path, query, headersMs)
      if (opened.is === 'failed') return { is: 'broken', why: opened.why }
      stop = opened.close
      const page = await readWhole(opened.body, pageBounds, timing)
      if (page.is === 'broken') return page
      if (opened.status === 410) return { is: 'gone' }
      if (opened.status !== 200) return refusal(opened.status, plural, page.text)
      const parsed = parseRecord(page.text)
      const metadata = record(parsed?.['metadata'])
      if (parsed === null || text(metadata['resourceVersion']) === '') return { is: 'broken', why: 'the list is none' }
      for (const object of listOf(parsed['items'])) guard(() => sink.listed(object))
      next = text(metadata['continue'])
      if (next === '') version = text(metadata['resourceVersion'])
    } while (next !== '' && !stopped)
    guard(() => sink.endList())
    heard()
    return { is: 'ended' }
  }

  async function watch(from: string): Promise<End> {
    const span = watchSeconds.most - watchSeconds.least
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: from,
      timeoutSeconds: String(watchSeconds.least + Math.floor(timing.random() * span)),
    }
    const opened = await options.connection.open(options.path, query, headersMs)
    if (opened.is === 'failed') return { is: 'broken', why: opened.why }
    stop = opened.close
    if (opened.status !== 200) {
      const body = await readWhole(opened.body, pageBounds, timing)
      if (opened.status === 410) return { is: 'gone' }
      return refusal(opened.status, plural, body.is === 'whole' ? body.text : '')
    }
    // An answer is a good sign, unless it was the same before and nothing came after it.
    if (!isSilent) showLive()
    const startedAt = timing.now()
    let early: End | null = null
    const left = await readLines(opened.body, watchBounds, timing, (line) => {
      early = take(line)
      return early !== null
    })
    if (early !== null) return early
    if (left.is === 'too-long') return { is: 'garbled', why: `a line is longer than ${watchBounds.maxBytes} bytes` }
    const lived = timing.now() - startedAt
    if (lived >= healthyMs && !(left.is === 'broken' && left.silent)) heard()
    if (left.is === 'broken') return left
    return lived >= 1_000 ? { is: 'ended' } : { is: 'broken', why: 'the API server ends every watch at once' }
  }

  /** Null to go on. */
  function take(line: string): End | null {
    const event = parseRecord(line)
    const object = record(event?.['object'])
    const type = event?.['type']
    if (type === 'ERROR') {
      if (object['code'] === 410) return { is: 'gone' }
      return { is: 'broken', why: `the API server ended the watch: ${text(object['message']) || 'no reason given'}` }
    }
    const at = text(record(object['metadata'])['resourceVersion'])
    if (event === null || typeof type !== 'string' || at === '')
      return { is: 'garbled', why: 'a line of the watch is no event' }
    if (type === 'ADDED' || type === 'MODIFIED') guard(() => sink.put(object))
    if (type === 'DELETED') guard(() => sink.remove(object))
    version = at
    garbled = 0
    heard()
    return null
  }

  /** One object we cannot work on must not end the watch of all others. */
  function guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      log(`${capital(plural)}: an object could not be kept: ${messageOf(error)}.`)
    }
  }

  void run()
  return () => {
    stopped = true
    stop()
  }
}

/** A fault of ours must not end the watch either. */
const asBroken = (error: unknown): End => ({ is: 'broken', why: `it could not be followed: ${messageOf(error)}` })

/** 1 s doubling to 30 s; jitter takes away up to half, but never below 1 s. */
export const backoffMs = (failures: number, random: number): number => {
  const most = Math.min(30_000, 1_000 * 2 ** (failures - 1))
  return Math.max(1_000, most * (0.5 + random / 2))
}

function refusal(status: number, plural: string, body: string): End {
  if (status === 401)
    return { is: 'refused', why: 'the API server does not accept the credentials (401); renew them in the kubeconfig' }
  if (status === 403) {
    return {
      is: 'refused',
      why: `the API server forbids reading ${plural} (403); grant the hub's account list and watch on ${plural}`,
    }
  }
  if (status === 404) return { is: 'refused', why: `the API server does not know ${plural} (404)` }
  const message = text(parseRecord(body)?.['message'])
  if (message === '') return { is: 'broken', why: `the API server answered ${status}` }
  return { is: 'broken', why: `the API server answered ${status}: ${message.slice(0, 200)}` }
}

function parseRecord(line: string): Foreign | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Foreign) : null
  } catch {
    return null
  }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
