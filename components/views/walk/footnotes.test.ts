import { expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { makeNodeName } from '#model/ids.ts'
import type { WalkCapture } from '#model/walk/walk.ts'
import { sayLeftOut } from './footnotes.ts'

const capture = (at: number, isLeftOut: boolean): WalkCapture => ({
  node: makeNodeName(`n${at}`),
  packets: 0,
  captured: 0,
  dropped: null,
  why: null,
  refused: isLeftOut ? 'Too many.' : null,
  isLeftOut,
})
const captures = (left: number) => Array.from({ length: 24 + left }, (_, at) => capture(at, at >= 24))

it('says which nodes were left out, how many more, and nothing where none was', () => {
  expect(sayLeftOut({ captures: captures(0) }, en)).toBeNull()
  const text = sayLeftOut({ captures: captures(9) }, en)
  expect(text).toMatch(/by 33 nodes.*on 24 at most.*on n24, n25, n26, n27, n28, n29, /)
  expect(text).toContain(en.parts.more(3))
  expect(text).not.toContain('n30')
})
