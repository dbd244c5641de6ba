import { describe, expect, it } from 'vitest'
import { emptyCluster } from '#model/cluster.ts'
import { makeNodeName } from '#model/ids.ts'
import { overview, type Scope } from '#model/scope.ts'
import { makeChannels } from './channels.ts'
import { makeTestClock } from './testing.ts'

const node = (name: number): Scope => ({ is: 'node', node: makeNodeName(`n${name}`) })

function open() {
  const { timing, pass, waiting } = makeTestClock()
  const told: number[] = []
  const channels = makeChannels(timing, () => told.push(channels.looked().length))
  channels.publish({ ...emptyCluster, name: 'a' })
  return { channels, told, pass, waiting }
}

describe('channels', () => {
  it('one for all who look at a scope, kept for ten seconds after the last', () => {
    const { channels, pass } = open()
    const first = channels.join(overview, null, () => {})
    const second = channels.join(overview, null, () => {})
    expect(second.channel).toBe(first.channel)
    first.leave()
    second.leave()
    expect(channels.looked()).toEqual([])
    pass(9_000)
    const third = channels.join(overview, null, () => {})
    expect(third.channel).toBe(first.channel)
    pass(9_000)
    third.leave()
    pass(10_000)
    expect(channels.join(overview, null, () => {}).channel).not.toBe(first.channel)
  })

  it('tell when somebody looks at something else, and nothing else', () => {
    const { channels, told } = open()
    const first = channels.join(node(1), null, () => {})
    const second = channels.join(node(1), null, () => {})
    first.leave()
    first.leave()
    expect(told).toEqual([1])
    second.leave()
    expect(told).toEqual([1, 0])
  })

  it('what nobody looks at is not worked out, and is present when somebody does', () => {
    const { channels } = open()
    const heard: string[] = []
    const { channel, leave } = channels.join(overview, null, () => heard.push(channel.newest()!.cluster.name))
    channels.publish({ ...emptyCluster, name: 'b' })
    leave()
    channels.publish({ ...emptyCluster, name: 'c' })
    expect(channel.newest()?.cluster.name).toBe('b')
    expect(channels.join(overview, null, () => {}).channel.newest()?.cluster.name).toBe('c')
    expect(heard).toEqual(['b'])
  })

  it('looking at ever others does not fill the hub', () => {
    const { channels, waiting } = open()
    for (let name = 0; name < 1_000; name++) channels.join(node(name), null, () => {}).leave()
    expect(waiting()).toBeLessThan(50)
    channels.close()
    expect(waiting()).toBe(0)
  })
})
