import { describe, expect, it } from 'vitest'
import { driftingCluster, oneAgentDead, referenceCluster } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster, troubledShop } from '#model/fixtures/shop.ts'
import { makeDots } from './dots.ts'
import { stepOfKey, walk } from './keyboard.ts'
import { describePorts, lastPart, shortenMiddle } from './labels.ts'
import type { EdgeMark } from './marks.ts'
import { makeMotion } from './motion.ts'
import { formatOptions, parseOptions, parseSelection } from './options.ts'
import { fillSlots } from './order.ts'
import { makeCurve, makeTrack, pointAlong } from './path.ts'
import { chooseFull, choosePerDot, roundUp, widthOf } from './scale.ts'
import { summarise } from './summary.ts'
import { drawOnce, labels } from './testing.ts'
import { tipOf } from './tips.ts'

describe('options', () => {
  it('go to the address and back', () => {
    const options = {
      select: 'service:a/b',
      query: 'x y',
      namespace: 'shop',
      onlyProblems: true,
      asTable: true,
      capture: 'c1',
    }
    expect(parseOptions(formatOptions(options))).toEqual(options)
    expect(parseOptions({})).toEqual({
      select: '',
      query: '',
      namespace: '',
      onlyProblems: false,
      asTable: false,
      capture: '',
    })
  })
  it.each([
    ['', 'nothing'],
    ['node:a', 'node'],
    ['service:a/b', 'service'],
    ['virtual:FWM 7', 'service'],
    ['pod:a/b', 'backend'],
    ['endpoint:10.0.0.1', 'backend'],
    ['island:shop', 'group'],
    ['row:a|TCP 1.2.3.4:80|5.6.7.8:80', 'row'],
    ['row:half', 'nothing'],
    ['<script>', 'nothing'],
  ])('%s selects %s', (select, is) => {
    expect(parseSelection(select).is).toBe(is)
  })
})

describe('words', () => {
  it('shorten names where they say least', () => {
    expect(shortenMiddle('web-96d5df5c8-qcbvc', 20)).toBe('web-96d5df5c8-qcbvc')
    expect(shortenMiddle('web-96d5df5c8-qcbvc', 14)).toBe('web-…-qcbvc')
    expect(shortenMiddle('averylongnamewithoutdashes', 9)).toBe('aver…shes')
    expect([...shortenMiddle('很长很长很长的名字在这里', 5)]).toHaveLength(5)
  })
  it('say ports and the end of an address', () => {
    expect(
      describePorts([
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ]),
    ).toBe(':53 UDP+TCP')
    expect(describePorts([80, 81, 82, 83].map((port) => ({ protocol: 'TCP', port })))).toBe(':80,81,82 TCP +1')
    expect(lastPart('100.66.209.194')).toBe('.194')
    expect(lastPart('fd00:244:2::c9')).toBe(':c9')
  })
})

describe('the sentence', () => {
  const say = (cluster: Parameters<typeof drawOnce>[0]) => {
    const { verdict, clauses } = summarise(drawOnce(cluster), labels)
    return [verdict, ...clauses.map((clause) => clause.replace(/[\d,.]+ conn/, 'N conn'))]
  }
  it('says that all is well, where it is not, and how busy', () => {
    expect(say(referenceCluster())).toEqual(['fine', 'All 6 nodes agree on 1 Service', 'N conn/s'])
    expect(say(oneAgentDead())).toEqual([
      'unknown',
      '5 nodes that answer agree on 1 Service',
      '1 agent unreachable since 3 min 12 s',
      'N conn/s',
    ])
    expect(say(troubledShop())).toEqual([
      'problem',
      'worker-4 differs at checkout: 1 real server missing',
      '1 agent unreachable since 12 min',
      'N conn/s',
    ])
    expect(say(driftingCluster())[1]).toBe(
      '4 nodes differ at web: 1 real server missing, 1 real server nobody asked for, 2 rows or settings otherwise than asked for',
    )
  })
  it('says what it gathered', () => {
    const clauses = say(crowdCluster({ nodes: 120, services: 300, namespaces: 9, podsEach: 2 }))
    expect(clauses.slice(1, 3)).toEqual(['300 Services in 9 namespaces', '9 need attention'])
  })
})

describe('the filter', () => {
  const shown = (options: Record<string, string>) => {
    const { visible } = drawOnce(troubledShop(), options)
    return [visible.nodes.length, visible.services.map(({ name }) => name), visible.backends.length] as const
  }
  it('finds by name, address, namespace and Pod', () => {
    expect(shown({ q: 'basket' })[1]).toEqual(['basket'])
    expect(shown({ q: '10.96.0.13' })[1]).toEqual(['checkout'])
    expect(shown({ ns: 'payments' })[1]).toHaveLength(5)
    expect(shown({ q: 'checkout-6f9c7d3-ibx0' })).toEqual([12, ['checkout'], 1])
    expect(shown({ q: 'worker-4' })[0]).toBe(1)
    expect(shown({ q: 'no such thing' })).toEqual([0, [], 0])
  })
  it('leaves only what is wrong', () => {
    const { visible } = drawOnce(troubledShop(), { problems: '1' })
    expect(visible.nodes.map(({ name }) => name)).toEqual(['worker-4', 'worker-7'])
    expect(visible.services.map(({ name }) => name)).toEqual(['checkout'])
    expect(drawOnce(shopCluster(), { problems: '1' }).visible.nodes).toEqual([])
  })
})

describe('scales', () => {
  it('move in steps, and only when they must', () => {
    expect([0, 1, 3, 5, 7, 41, 99].map(roundUp)).toEqual([1, 1, 5, 5, 10, 50, 100])
    expect(chooseFull(null, 41)).toBe(50)
    expect(chooseFull(50, 49)).toBe(50)
    expect(chooseFull(50, 9)).toBe(50)
    expect(chooseFull(50, 8)).toBe(10)
    expect(chooseFull(50, 51)).toBe(100)
  })
  it('make a line of four times the rate twice as wide above the least', () => {
    const [one, four] = [widthOf(10, 100), widthOf(40, 100)].map((width) => width - widthOf(0, 100))
    expect(four! / one!).toBeCloseTo(2)
  })
  it('afford the dots they ask for', () => {
    const lines = Array.from({ length: 400 }, () => ({ packets: 5000, length: 600 }))
    const perDot = choosePerDot(null, lines)
    const dots = makeDots().advance(
      lines.map((line, index) => ({ ...edge(`${index}`, line.packets), track: straight(600) })),
      perDot,
      0,
    )
    expect(dots.length).toBeGreaterThan(0)
    expect(dots.length).toBeLessThanOrEqual(1500)
  })
})

const straight = (length: number) => makeTrack([makeCurve({ x: 0, y: 0 }, { x: length, y: 0 }, 'across')])
const edge = (id: string, packets: number): EdgeMark => ({
  id,
  from: '',
  to: '',
  curves: [],
  track: straight(640),
  tone: 'fine',
  width: 3,
  idle: false,
  packets,
})

describe('dots', () => {
  it('pass at the rate they stand for', () => {
    const dots = makeDots()
    const line = edge('a', 100)
    let passed = 0
    let before = dots.advance([line], 50, 0).map(({ x }) => x)
    for (let ms = 0; ms < 10_000; ms += 20) {
      const now = dots.advance([line], 50, 20).map(({ x }) => x)
      if (now[0]! < before[0]!) passed += 1
      before = now
    }
    expect(passed).toBe(20)
  })
  it('are none where nothing flows or nothing is known', () => {
    const dots = makeDots()
    expect(dots.advance([edge('a', 0), edge('b', NaN)], 10, 16)).toHaveLength(0)
  })
  it('do not jump when the rate changes', () => {
    const dots = makeDots()
    const before = dots.advance([edge('a', 200)], 50, 100)[0]!.x
    expect(Math.abs(dots.advance([edge('a', 260)], 50, 16)[0]!.x - before)).toBeLessThan(4)
  })
})

describe('tracks', () => {
  it('are walked at even speed', () => {
    const track = makeTrack([makeCurve({ x: 0, y: 0 }, { x: 300, y: 120 }, 'across')])
    expect(pointAlong(track, 0)).toEqual({ x: 0, y: 0 })
    expect(pointAlong(track, track.length)).toEqual({ x: 300, y: 120 })
    const steps = Array.from({ length: 31 }, (_, i) => pointAlong(track, (track.length * i) / 30))
    const gaps = steps.slice(1).map((point, i) => Math.hypot(point.x - steps[i]!.x, point.y - steps[i]!.y))
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(0.5)
  })
})

describe('slots', () => {
  it('are kept, freed and filled', () => {
    expect(fillSlots(undefined, ['a', 'b'])).toEqual(['a', 'b'])
    expect(fillSlots(['a', 'b', 'c'], ['c', 'a', 'd'])).toEqual(['a', 'd', 'c'])
    expect(fillSlots(['a', 'b'], ['a'])).toEqual(['a'])
  })
})

describe('keys', () => {
  const { scene, layout, routes } = drawOnce(referenceCluster())
  const step = (from: string, key: string) => walk(scene.marks, layout, routes, from, stepOfKey(key, 'across')!)
  it('walk along lines and within ranks', () => {
    expect(step('', 'ArrowDown')).toBe('node:zmaster0')
    expect(step('node:zmaster0', 'ArrowDown')).toBe('node:znode0')
    expect(step('node:znode0', 'ArrowRight')).toBe('service:default/web')
    expect(step('service:default/web', 'ArrowRight')).toBe('pod:default/web-96d5df5c8-c2cp4')
    expect(step('pod:default/web-96d5df5c8-c2cp4', 'ArrowUp')).toBe('pod:default/web-96d5df5c8-qcbvc')
    expect(step('pod:default/web-96d5df5c8-c2cp4', 'ArrowRight')).toBeNull()
    expect(step('pod:default/web-96d5df5c8-c2cp4', 'ArrowLeft')).toBe('service:default/web')
  })
  it('follow traffic downwards on narrow screens', () => {
    expect([stepOfKey('ArrowDown', 'down'), stepOfKey('ArrowRight', 'down'), stepOfKey('x', 'down')]).toEqual([
      'onward',
      'next',
      null,
    ])
  })
})

describe('motion', () => {
  it('moves what moved, grows what is new, fades what left', () => {
    const before = drawOnce(referenceCluster())
    const boxes = new Map(before.layout.boxes)
    const pod = 'pod:default/web-96d5df5c8-qcbvc'
    const node = boxes.get('node:znode0')!
    boxes.delete(pod)
    boxes.set('node:znode0', { ...node, y: node.y + 100 })
    boxes.set('node:new', { ...node, y: node.y + 300 })
    const after = { ...before.layout, boxes }
    const motion = makeMotion()
    motion.change(before.layout, after, before.scene.marks, 1000)
    expect(motion.layoutAt(1000)!.boxes.get('node:znode0')!.y).toBe(node.y)
    expect(motion.presence('node:new', 1000)).toBe(0)
    expect(motion.leaving(1500).map(({ id }) => id)).toEqual([pod])
    expect(motion.presence(pod, 1500)).toBe(0.5)
    expect(motion.layoutAt(1400)).toBeNull()
    expect(motion.moves(1400)).toBe(true)
    expect(motion.moves(2000)).toBe(false)
    expect(motion.leaving(2000)).toEqual([])
  })
})

describe('tips', () => {
  it('tell the row under the pointer', () => {
    const cluster = driftingCluster()
    const picture = drawOnce(cluster, { select: 'service:default/web' })
    const tip = (id: string) =>
      tipOf({ ...picture, lines: picture.traffic, rowsOf: picture.detail?.cluster ?? null, at: cluster.at }, id).join(
        '\n',
      )
    expect(tip('row:znode0|TCP 10.104.197.218:80|100.66.209.194:80')).toContain('missing')
    expect(tip('row:znode3|TCP 10.104.197.218:80|100.66.209.194:80')).toMatch(/weight 5, should be 1\n.* conn\/s/)
    expect(tip('row:znode4|TCP 10.104.197.218:80|100.66.209.194:80')).toContain('scheduler wlc, should be rr')
    expect(tip('nothing:there')).toBe('')
  })
  it('say how old the row of a dead node is', () => {
    const cluster = oneAgentDead()
    const picture = drawOnce(cluster, { select: 'service:default/web' })
    expect(
      tipOf(
        { ...picture, lines: picture.traffic, rowsOf: picture.detail?.cluster ?? null, at: cluster.at + 60_000 },
        'row:znode2|TCP 10.104.197.218:80|100.66.209.194:80',
      ).at(-1),
    ).toBe('as read 1 min ago')
  })
})
