/** The scopes browsers look at: one channel each, however many look, and for a moment after the last one left. */
import type { Cluster } from '#model/cluster.ts'
import { makeProjector } from '#model/project/index.ts'
import { makeShared } from '#model/project/shared.ts'
import { makeScopeKey, type Scope } from '#model/scope.ts'
import { type Channel, makeChannel } from './channel.ts'
import type { Timing } from './timing.ts'

export interface Channels {
  /** Hears of every new state of a scope until it leaves. */
  join(scope: Scope, onState: () => void): Joined
  publish(cluster: Cluster): void
  /** What somebody looks at now. */
  scopes(): readonly Scope[]
  close(): void
}

export interface Joined {
  readonly channel: Channel
  readonly leave: () => void
}

/** Who comes back within this time finds what was worked out for it. */
const keptMs = 10_000
/** Of scopes nobody looks at any more the last so many are kept: looking at ever others must not fill the hub. */
const mostKept = 32

interface Place {
  readonly channel: Channel
  readonly lookers: Set<() => void>
  /** Nobody looks; null while somebody does. */
  left: { readonly cancel: () => void } | null
}

/** `onScopes` is called when `scopes` became another list. */
export function makeChannels(timing: Timing, onScopes: () => void): Channels {
  const places = new Map<string, Place>()
  const shared = makeShared()
  let newest: Cluster | null = null
  let isClosed = false

  const open = (scope: Scope): Place => {
    const lookers = new Set<() => void>()
    const channel = makeChannel(scope, makeProjector(scope, shared), timing, () => {
      for (const look of [...lookers]) look()
    })
    const place: Place = { channel, lookers, left: null }
    places.set(channel.key, place)
    return place
  }
  const forget = ({ channel, left }: Place) => {
    left?.cancel()
    channel.close()
    places.delete(channel.key)
  }
  const leave = (place: Place, onState: () => void) => {
    if (!place.lookers.delete(onState) || place.lookers.size > 0 || isClosed) return
    const cancel = timing.after(keptMs, () => forget(place))
    place.left = { cancel }
    // Of all, the one left last is last.
    places.delete(place.channel.key)
    places.set(place.channel.key, place)
    const left = [...places.values()].filter((each) => each.left !== null)
    if (left.length > mostKept) forget(left[0]!)
    onScopes()
  }
  return {
    join(scope, onState) {
      const place = places.get(makeScopeKey(scope)) ?? open(scope)
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
    scopes: () => [...places.values()].flatMap(({ channel, lookers }) => (lookers.size > 0 ? [channel.scope] : [])),
    close() {
      isClosed = true
      for (const place of [...places.values()]) forget(place)
    },
  }
}
