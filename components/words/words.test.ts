import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** Every text by its path: a function as a call with plain values, so that its holes and values show. */
function textsOf(dictionary: object, path = ''): [string, unknown][] {
  return Object.entries(dictionary).flatMap(([key, value]): [string, unknown][] => {
    const here = path === '' ? key : `${path}.${key}`
    return typeof value === 'object' ? textsOf(value, here) : [[here, value]]
  })
}

const english = new Map(textsOf(en))
const chinese = new Map(textsOf(zh))
const holesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

describe('words', () => {
  it('say the same things in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('are texts or sentences alike in both', () => {
    for (const [path, value] of english) expect([path, typeof chinese.get(path)]).toEqual([path, typeof value])
  })

  it('are never empty, but for the gap between Chinese sentences', () => {
    for (const words of [english, chinese]) {
      const empty = [...words].filter(([path, value]) => value === '' && path !== 'parts.gap')
      expect(empty).toEqual([])
    }
  })

  it('leave the same holes for nodes and rows', () => {
    for (const fact of ['missing', 'foreign', 'draining', 'no_virtual_server', 'foreign_virtual_server'] as const) {
      expect(holesOf(zh.service.verdict[fact](2))).toEqual(holesOf(en.service.verdict[fact](2)))
      expect(holesOf(en.service.verdict[fact](1))).toEqual(holesOf(en.service.verdict[fact](2)))
    }
    expect(holesOf(zh.service.verdict.weight(1, 5, 1))).toEqual(['{nodes}', '{rows}'])
    expect(holesOf(en.service.verdict.setting(3, 'scheduler', 'wlc', 'rr'))).toEqual(['{nodes}'])
  })
})
