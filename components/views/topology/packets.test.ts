import { describe, expect, it } from 'vitest'
import { makeFixedStore } from '#components/live/fixed-store.ts'
import { captureId, packetRow, withPackets } from '#model/fixtures/captures.ts'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { makeNodeName, makeRealServerKey } from '#model/ids.ts'
import type { EdgeMark } from './marks.ts'
import { makePacketDots } from './packet-dots.ts'
import { makePacketWatch } from './packet-watch.ts'
import { makeNodeOf, makePacketWays } from './packet-ways.ts'
import { makeTrack } from './path.ts'
import { drawOnce } from './testing.ts'

const real = makeRealServerKey('100.108.11.194', 80)
const reals = new Set([real])
const tunnel = (address: string) => (address === '100.117.189.64' ? makeNodeName('zmaster0') : null)
const pod = { address: '100.66.209.194', port: 41_436 }
const asked = { address: '10.104.197.218', port: 80 }
const chosen = { address: '100.108.11.194', port: 80 }

describe('ways of captured packets', () => {
  it('go from the node whose address asks to the real server, and back', () => {
    const ways = makePacketWays({ reals, nodeOf: tunnel }).take(withPackets(referenceCluster()).packets.values())
    expect(ways).toHaveLength(105)
    expect(new Set(ways.map(({ node, real: to }) => `${node} ${to}`))).toEqual(new Set([`zmaster0 ${real}`]))
    expect(ways.filter(({ isReply }) => isReply)).toHaveLength(45)
  })

  it('are told once, however often they are given', () => {
    const made = makePacketWays({ reals, nodeOf: tunnel })
    expect(made.take([packetRow(1)])).toHaveLength(1)
    expect(made.take([packetRow(1), packetRow(2, { sequence: 2 })]).map(({ number }) => number)).toEqual([2])
  })

  it('of a packet that still carries the ClusterIP are told when it was seen behind the translation', () => {
    const made = makePacketWays({ reals, nodeOf: () => null })
    const before = packetRow(1, { node: 'zmaster0', device: 'cali1', from: pod, to: asked, sequence: 77 })
    expect(made.take([before])).toEqual([])
    expect(made.unplaced()).toBe(1)
    const after = packetRow(2, { from: pod, to: chosen, sequence: 77 })
    expect(made.take([after])).toMatchObject([
      { number: 1, node: 'zmaster0', real, isReply: false },
      { number: 2, node: 'zmaster0', real, isReply: false },
    ])
    expect(made.unplaced()).toBe(0)
  })

  it('are told of both, whichever side is seen first', () => {
    const made = makePacketWays({ reals, nodeOf: () => null })
    const sketch = { isRequest: false, flags: 'S.', sequence: 5 } as const
    expect(made.take([packetRow(1, { ...sketch, from: chosen, to: pod })])).toEqual([])
    const back = packetRow(2, { ...sketch, node: 'zmaster0', from: asked, to: pod })
    expect(made.take([back]).map(({ node, real: to, isReply }) => [node, to, isReply])).toEqual([
      ['zmaster0', real, true],
      ['zmaster0', real, true],
    ])
  })

  it('know nodes by their own addresses and by their Pods', () => {
    const nodeOf = makeNodeOf(referenceCluster())
    expect(['192.168.138.50', '100.108.11.194', '1.2.3.4'].map(nodeOf)).toEqual(['zmaster0', 'znode2', null])
  })
})

describe('dots that are packets', () => {
  const ends = { from: { x: 0, y: 0 }, out: { x: 340, y: 0 }, into: { x: 680, y: 0 }, to: { x: 1_020, y: 0 } }
  const line = { id: 'line', track: makeTrack([ends]) } as unknown as EdgeMark
  const way = (afterUs: number, isReply = false) => ({
    number: 1,
    node: makeNodeName('zmaster0'),
    real,
    isReply,
    atUs: 1_700_000_000_000_000 + afterUs,
    seenOn: makeNodeName('znode2'),
  })

  it('go in their direction, as far apart as the packets were', () => {
    const dots = makePacketDots()
    dots.take([way(0), way(100_000), way(0, true)], 5_000)
    const at = (now: number) => dots.at(() => line, now).map(({ x }) => Math.round(x))
    // The newest of a batch came with the least delay.
    expect(at(6_000)).toEqual([])
    expect(at(7_100)).toEqual([340, 306, 680])
    expect(at(9_000)).toEqual([986, 952, 34])
    expect(at(9_150)).toEqual([1_003])
    expect(dots.moves(9_200)).toBe(true)
    expect(at(9_300)).toEqual([])
    expect(dots.moves(9_300)).toBe(false)
  })

  it('keep the spaces of packets whose news came late', () => {
    const dots = makePacketDots()
    dots.take([way(0)], 5_000)
    dots.take([way(500_000)], 6_400)
    expect(dots.at(() => line, 7_200).map(({ x }) => Math.round(x))).toEqual([340, 170])
  })

  it('are one larger dot where they lie on each other', () => {
    const dots = makePacketDots()
    dots.take([way(0), way(100), way(200), way(300)], 5_000)
    const [dot, ...others] = dots.at(() => line, 7_200)
    expect(others).toEqual([])
    expect(dot!.radius).toBeCloseTo(5.6)
  })

  it('are not drawn where no line is, and are forgotten', () => {
    const dots = makePacketDots()
    dots.take([way(0)], 5_000)
    expect(dots.at(() => null, 7_000)).toEqual([])
    expect(dots.at(() => null, 30_000)).toEqual([])
    expect(dots.moves(30_000)).toBe(false)
  })
})

describe('a watched capture', () => {
  const cluster = withPackets(referenceCluster())
  const sceneOf = (select: string) => drawOnce(cluster, { select }).scene

  it('is drawn on the rows of its Service, and no line else is used', () => {
    const watch = makePacketWatch(makeFixedStore(cluster))
    watch.setCapture(captureId)
    const scene = sceneOf('service:default/web')
    expect(watch.look(scene, 50_000)!.moves).toBe(true)
    const { dots, used } = watch.look(scene, 51_300)!
    // Three exchanges; the packets of each lie near together, those of both directions apart.
    expect(dots.length).toBeGreaterThan(2)
    expect(used.map(({ from, to }) => `${from} ${to}`)).toEqual(['node:zmaster0 pod:default/web-96d5df5c8-c2cp4'])
    expect(watch.look(scene, 90_000)).toMatchObject({ dots: [], moves: false })
  })

  it('leaves rates alone where nothing, or another thing, is open, and where it is gone', () => {
    const watch = makePacketWatch(makeFixedStore(cluster))
    const scene = sceneOf('service:default/web')
    expect(watch.look(scene, 50_000)).toBeNull()
    watch.setCapture('gone')
    expect(watch.look(scene, 50_000)).toBeNull()
    watch.setCapture(captureId)
    expect(watch.look(sceneOf('node:zmaster0'), 50_000)).toBeNull()
  })
})
