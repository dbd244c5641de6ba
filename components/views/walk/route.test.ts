import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { zh } from '#components/words/zh.ts'
import { type WalkFixtureName, walkFixtureNames, walkFixtures } from '#model/fixtures/walks.ts'
import type { WalkResult } from '#model/walk/walk.ts'
import { drawAcross, leastWidthAcross } from './draw-across.ts'
import { drawDown } from './draw-down.ts'
import { deviceColumns, formatMs, packetLines } from './packets.ts'
import { nameOfPlace } from './places.ts'
import { bandsOf, breakOf, columnsOf, linkLook, linksOf, litStops, segmentsOf, sleevesOf } from './route.ts'
import { fitMono } from './shapes.ts'

const resultOf = (name: WalkFixtureName): WalkResult => walkFixtures[name]().result!
const drawn = walkFixtureNames.filter((name) => (walkFixtures[name]().result?.stops.length ?? 0) > 0)
const names = (name: WalkFixtureName) => {
  const { stops } = resultOf(name)
  return columnsOf(stops).map(({ request, reply }) =>
    [request, reply].map((stop) => (stop === null ? '-' : nameOfPlace(stops[stop]!, en.walk))).join(' '),
  )
}

describe('the route as columns', () => {
  it('has what lies at one place in one column', () => {
    expect(names('reference')).toEqual([
      'process process',
      'IPVS undo IPVS',
      'masquerade undo masquerade',
      'tunl0 tunl0',
      'eth0 eth0',
      'eth0 eth0',
      'tunl0 tunl0',
      'cali3f7a91c2d04 cali3f7a91c2d04',
      'web-96d5df5c8-c2cp4 web-96d5df5c8-c2cp4',
    ])
  })

  it('tells apart two ways by one device', () => {
    expect(names('nodePort').filter((text) => text === 'eth0 eth0')).toHaveLength(3)
  })

  it('puts a stop of the reply alone where it comes on its way', () => {
    const { stops } = resultOf('sameNode')
    const alone = { ...stops[6]!, mirror: null }
    const columns = columnsOf([...stops.slice(0, 6), alone, ...stops.slice(7)])
    expect(columns.map(({ request, reply }) => [request, reply])).toEqual([
      [0, 9],
      [1, 8],
      [2, 7],
      [3, null],
      [null, 6],
      [4, 5],
    ])
  })

  it('bands those of one node', () => {
    expect(bandsOf(columnsOf(resultOf('nodePort').stops))).toEqual([
      { node: null, from: 0, to: 1 },
      { node: 'zmaster0', from: 1, to: 6 },
      { node: 'znode2', from: 6, to: 10 },
    ])
  })
})

describe('addresses along the way', () => {
  const along = (name: WalkFixtureName, way: 'request' | 'reply', lane: 'from' | 'to' | 'outer') => {
    const { stops } = resultOf(name)
    return segmentsOf(stops, columnsOf(stops), way, lane).map(({ text, from, to, writtenAt, isPale }) => [
      text,
      from,
      to,
      writtenAt,
      isPale,
    ])
  }

  it('change in the middle of the stop that writes them', () => {
    expect(along('reference', 'request', 'to')).toEqual([
      ['10.104.197.218:80', 0, 3, null, false],
      ['100.108.11.194:80', 3, 18, 3, false],
    ])
    expect(along('reference', 'request', 'from')).toEqual([
      ['10.104.197.218:58654', 0, 5, null, false],
      ['100.117.189.64:31076', 5, 18, 5, false],
    ])
  })

  it('are written anew on the other side where the reply comes back', () => {
    expect(along('reference', 'reply', 'from')).toEqual([
      ['10.104.197.218:80', 0, 3, 2, false],
      ['100.108.11.194:80', 3, 18, null, false],
    ])
  })

  it('have an outer header only inside the tunnel', () => {
    expect(along('reference', 'request', 'outer')).toEqual([['192.168.138.50 → 192.168.138.53', 8, 12, null, false]])
  })

  it('go on, pale, where no packet came', () => {
    expect(along('lostRequest', 'request', 'to').slice(1)).toEqual([
      ['100.108.11.194:80', 3, 4, 3, false],
      ['100.108.11.194:80', 4, 18, null, true],
    ])
  })
})

describe('the line between stops', () => {
  const looks = (name: WalkFixtureName, way: 'request' | 'reply') => {
    const { stops, verdict } = resultOf(name)
    return linksOf(stops, way).map(([from, to]) => linkLook(stops, from, to, breakOf(verdict)))
  }

  it.each<[WalkFixtureName, 'request' | 'reply', string]>([
    ['reference', 'request', 'whole whole whole whole whole whole whole whole'],
    ['lostRequest', 'request', 'whole cut pale pale pale pale pale pale'],
    ['lostReply', 'request', 'whole whole whole whole whole whole whole whole'],
    ['lostReply', 'reply', 'whole whole whole cut pale pale pale pale'],
    ['unseen', 'request', 'unwatched unwatched unwatched unwatched unwatched unwatched unwatched unwatched'],
  ])('of %s, %s: %s', (name, way, text) => {
    expect(looks(name, way).join(' ')).toBe(text)
  })

  it('is in a tunnel from one node to the next', () => {
    const { stops } = resultOf('reference')
    expect([sleevesOf(stops, 'request'), sleevesOf(stops, 'reply')]).toEqual([[[4, 5]], [[12, 13]]])
  })
})

describe('a drawing', () => {
  it.each(drawn)('of %s keeps everything within it, in both directions and languages', (name) => {
    const result = resultOf(name)
    for (const say of [en.walk, zh.walk as typeof en.walk]) {
      for (const { width, height, shapes, places } of [
        drawAcross(result, say, 1_200, null),
        drawAcross(result, say, 100, null),
        drawDown(result, say, 358, null),
      ]) {
        expect(new Set(places.map(({ stop }) => stop)).size).toBe(result.stops.length)
        const points = shapes.flatMap((shape): (readonly [number, number])[] => {
          if (shape.is === 'path') return [...shape.points]
          return shape.is === 'box' ? [[shape.x + shape.width, shape.y + shape.height]] : [[shape.x, shape.y]]
        })
        for (const [x, y] of points) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(width + 1e-6)
          expect(y).toBeLessThanOrEqual(height)
        }
      }
    }
  })

  it('colours nothing but what was rewritten while all went well', () => {
    const { shapes } = drawAcross(resultOf('reference'), en.walk, 1_200, null)
    const inks = shapes.map((shape) => (shape.is === 'text' ? shape.ink : (shape.look.fill ?? shape.look.stroke)))
    expect(inks).not.toContain('wrong')
    const written = shapes.flatMap((shape) => (shape.is === 'text' && shape.ink === 'accent' ? [shape.text] : []))
    expect(written).toEqual(['100.117.189.64:31076', '100.108.11.194:80', '10.104.197.218:80', '10.104.197.218:58654'])
  })

  it('is no narrower than its letters, and no wider than it needs', () => {
    const result = resultOf('nodePort')
    expect(drawAcross(result, en.walk, 100, null).width).toBe(leastWidthAcross(result))
    expect(drawAcross(resultOf('refusedByNode'), en.walk, 1_400, null).width).toBeLessThan(600)
  })

  it('cuts an address in its middle: the end has the port', () => {
    expect(fitMono('[2001:db8:85a3:8d3:1319:8a2e:370:7348]:17044', 140, 10)).toBe('[2001:db8:8…7348]:17044')
    expect(fitMono('short', 140, 10)).toBe('short')
  })
})

describe('the packets of a walk', () => {
  it('have a dot for every device of the map, on their own way', () => {
    const result = resultOf('lostReply')
    expect(deviceColumns(result.stops)).toHaveLength(5)
    expect(
      packetLines(result, null)
        .slice(0, 2)
        .map(({ dots }) => dots.join(' ')),
    ).toEqual(['seen seen seen seen seen', 'not-seen not-seen seen seen seen'])
  })

  it('are those seen at a device, where one is chosen', () => {
    const result = resultOf('lostReply')
    expect(packetLines(result, 3).map(({ packet }) => packet.way)).toEqual(['request', 'request', 'request'])
    expect(packetLines(result, 1)).toHaveLength(6)
  })

  it('light the stops they were seen at', () => {
    expect([...litStops(resultOf('reference'), 2)!]).toEqual([10, 11, 12, 13, 14])
    expect(litStops(resultOf('reference'), null)).toBeNull()
  })

  it('tell milliseconds, and not what is not known', () => {
    expect([formatMs(1_388), formatMs(0), formatMs(Infinity)]).toEqual(['1.388', '0.000', '—'])
  })
})
