/**
 * The scopes browsers look at: one channel each, however many look, and for a moment after the last one left. Who may
 * see other namespaces looks at another channel.
 */
import type { Cluster } from '#model/cluster.ts'
import { type Limiter, makeLimiter } from '#model/egress/limit.ts'
import { makeSightKey } from '#model/principal.ts'
import { makeProjector } from '#model/project/index.ts'
import { makeShared, type Shared } from '#model/project/shared.ts'
import { makeScopeKey, type Scope } from '#model/scope.ts'
import { type Channel, makeChannel } from './channel.ts'
import type { Timing } from './timing.ts'

export interface Channels {
  /** Hears of every new state of a scope until it leaves. `namespaces`: of these alone; null for all. */
  join(scope: Scope, namespaces: Sight['namespaces'], onState: () => void): Joined
  publish(cluster: Cluster): void
  /** What somebody looks at now. */
  looked(): readonly Looked[]
  close(): void
}

type Sight = { readonly namespaces: readonly string[] | null }

/** A scope, and what of it is seen. */
export interface Looked extends Sight {
  readonly scope: Scope
}

export interface Joined {
  readonly channel: Channel
  readonly leave: () => void
}

/** Who comes back within this time finds what was worked out for it. */
const keptMs = 10_000
/** Of scopes nobody looks at any more the last so many are kept: looking at ever others must not fill the hub. */
const mostKept = 32

interface Place extends Sight {
  /** Among all places. */
  readonly key: string
  readonly channel: Channel
  readonly lookers: Set<() => void>
  /** Nobody looks; null while somebody does. */
  left: { readonly cancel: () => void } | null
}

/** What all channels of one sight have in common; while there is one of them. */
interface Eye {
  readonly limit: Limiter
  readonly shared: Shared
}

/** `onScopes` is called when `looked` became another list. */
export function makeChannels(timing: Timing, onScopes: () => void): Channels {
  const places = new Map<string, Place>()
  const eyes = new Map<string, Eye>()
  let newest: Cluster | null = null
  let isClosed = false

  const eyeOf = (sight: Sight): Eye => {
    const key = makeSightKey(sight)
    const eye = eyes.get(key) ?? { limit: makeLimiter(sight), shared: makeShared() }
    eyes.set(key, eye)
    return eye
  }
  const open = (key: string, scope: Scope, namespaces: Sight['namespaces']): Place => {
    const lookers = new Set<() => void>()
    const { limit, shared } = eyeOf({ namespaces })
    const project = makeProjector(scope, shared)
    const channel = makeChannel(
      scope,
      (cluster) => project(limit(cluster)),
      timing,
      () => {
        for (const look of [...lookers]) look()
      },
    )
    const place: Place = { key, namespaces, channel, lookers, left: null }
    places.set(key, place)
    return place
  }
  const forget = ({ key, channel, left, namespaces }: Place) => {
    left?.cancel()
    channel.close()
    places.delete(key)
    const sight = makeSightKey({ namespaces })
    if (![...places.values()].some((place) => makeSightKey(place) === sight)) eyes.delete(sight)
  }
  const leave = (place: Place, onState: () => void) => {
    if (!place.lookers.delete(onState) || place.lookers.size > 0 || isClosed) return
    const cancel = timing.after(keptMs, () => forget(place))
    place.left = { cancel }
    // Of all, the one left last is last.
    places.delete(place.key)
    places.set(place.key, place)
    const left = [...places.values()].filter((each) => each.left !== null)
    if (left.length > mostKept) forget(left[0]!)
    onScopes()
  }
  return {
    join(scope, namespaces, onState) {
      const key = `${makeSightKey({ namespaces })} ${makeScopeKey(scope)}`
      const place = places.get(key) ?? open(key, scope, namespaces)
      place.left?.cancel()
      place.left = null
      const isFirst = place.lookers.size === 0
      if (isFirst && newest !== null) place.channel.publish(newest)
      place.lookers.add(onState)
      if (isFirst) onScopes()
      return { channel: place.channel, leave: () => leave(place, onState) }
    },
    publish(cluster) {
      newest = cluster
      for (const { channel, lookers } of [...places.values()]) if (lookers.size > 0) channel.publish(cluster)
    },
    looked: () =>
      [...places.values()].flatMap(({ channel, lookers, namespaces }) =>
        lookers.size > 0 ? [{ scope: channel.scope, namespaces }] : [],
      ),
    close() {
      isClosed = true
      for (const place of [...places.values()]) forget(place)
    },
  }
}
