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

interface Place {
  readonly channel: Channel
  readonly lookers: Set<() => void>
  forget: (() => void) | null
}

/** `onScopes` is called when `scopes` became another list. */
export function makeChannels(timing: Timing, onScopes: () => void): Channels {
  const places = new Map<string, Place>()
  const shared = makeShared()
  let newest: Cluster | null = null

  const open = (scope: Scope): Place => {
    const lookers = new Set<() => void>()
    const channel = makeChannel(scope, makeProjector(scope, shared), timing, () => {
      for (const look of [...lookers]) look()
    })
    const place: Place = { channel, lookers, forget: null }
    places.set(channel.key, place)
    return place
  }
  const leave = (place: Place, onState: () => void) => {
    if (!place.lookers.delete(onState) || place.lookers.size > 0) return
    place.forget = timing.after(keptMs, () => {
      place.channel.close()
      places.delete(place.channel.key)
    })
    onScopes()
  }
  return {
    join(scope, onState) {
      const place = places.get(makeScopeKey(scope)) ?? open(scope)
      place.forget?.()
      place.forget = null
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
      for (const { channel, forget } of places.values()) {
        forget?.()
        channel.close()
      }
      places.clear()
    },
  }
}
