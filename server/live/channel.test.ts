import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import { makeProjector } from '#model/project/index.ts'
import { overview } from '#model/scope.ts'
import { makeChannel } from './channel.ts'
import { makeTestClock } from './testing.ts'

function open() {
  const { timing, pass } = makeTestClock()
  const states: number[] = []
  const channel = makeChannel(overview, makeProjector(overview), timing, () => states.push(channel.newest()!.number))
  return { channel, states, pass }
}

const small = (name: string): Cluster => ({ ...emptyCluster, name })

describe('a channel', () => {
  it('has a state for each projection that is another', () => {
    const { channel, states } = open()
    channel.publish(small('a'))
    channel.publish({ ...small('a'), at: 9 })
    channel.publish(small('b'))
    expect(states).toEqual([1, 2])
  })

  it('makes a delta once for all who stand at the same place', () => {
    const { channel } = open()
    channel.publish(small('a'))
    const before = channel.newest()!.cluster
    channel.publish(small('b'))
    expect(channel.parcelFrom(before)).toBe(channel.parcelFrom(before))
    expect(channel.parcelFrom(before)).toMatchObject({ to: { number: 2 }, delta: { name: 'b' } })
    expect(channel.parcelFrom(channel.newest()!.cluster)).toBeNull()
  })

  it('packs a whole frame once for all who come within three seconds', async () => {
    const { channel, pass } = open()
    const shop = shopCluster()
    channel.publish(shop)
    const first = channel.parcelFrom(null)
    channel.publish({ ...shop, name: 'b' })
    pass(2_000)
    expect(channel.parcelFrom(null)).toBe(first)
    const { to, delta } = (await first)!
    expect([to.number, delta]).toEqual([1, expect.any(Uint8Array)])
    expect(channel.parcelFrom(to.cluster)).toMatchObject({ to: { number: 2 } })
    pass(2_000)
    expect((await channel.parcelFrom(null))!.to.number).toBe(2)
  })

  it('with rounded sums takes a state every half second, and the last one for sure', () => {
    const { channel, states, pass } = open()
    const crowd = crowdCluster({ nodes: 60, services: 60, namespaces: 3, podsEach: 1 })
    const named = (name: string) => ({ ...crowd, name })
    channel.publish(named('a'))
    for (const name of ['b', 'c', 'd']) {
      pass(100)
      channel.publish(named(name))
    }
    expect(states).toEqual([1])
    pass(200)
    expect(states).toEqual([1, 2])
    expect(channel.newest()!.cluster.name).toBe('d')
    pass(500)
    channel.publish(named('e'))
    expect(channel.newest()!.cluster.name).toBe('e')
    channel.publish(named('f'))
    channel.close()
    pass(1_000)
    expect(channel.newest()!.cluster.name).toBe('e')
  })
})
