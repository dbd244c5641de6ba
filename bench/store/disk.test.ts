import { describe, expect, it } from 'vitest'
import { makeDraw } from '#model/snapshot/mutate.ts'
import { makeDisk, readOperations } from './disk.ts'

const bytes = (text: string) => Buffer.from(text)
const a = '/disk/a'

/** What may be in a file after a cut, of many. */
function outcomes(disk: ReturnType<typeof makeDisk>, path = a): ReadonlySet<string> {
  const draw = makeDraw(1)
  return new Set(Array.from({ length: 400 }, () => disk.cut(draw).files.get(path)?.toString() ?? 'no file'))
}

describe('a disk without current', () => {
  it('has what was asked to be on it', () => {
    const disk = makeDisk('/disk')
    disk.do({ is: 'write', path: a, at: 0, bytes: bytes('one') })
    disk.do({ is: 'sync', path: a })
    disk.do({ is: 'sync', path: '/disk' })
    expect(outcomes(disk)).toEqual(new Set(['one']))
  })

  it('may have lost a file whose folder was not asked for, and what was written since in any order', () => {
    const disk = makeDisk('/disk')
    disk.do({ is: 'write', path: a, at: 0, bytes: bytes('one') })
    disk.do({ is: 'sync', path: a })
    expect(outcomes(disk)).toEqual(new Set(['one', 'no file']))
    disk.do({ is: 'sync', path: '/disk' })
    disk.do({ is: 'write', path: a, at: 0, bytes: bytes('2') })
    disk.do({ is: 'write', path: a, at: 2, bytes: bytes('3') })
    expect(outcomes(disk)).toEqual(new Set(['one', '2ne', 'on3', '2n3']))
  })

  it('may bring back what was deleted or cut off, until that was asked for', () => {
    const disk = makeDisk('/disk')
    disk.do({ is: 'write', path: a, at: 0, bytes: bytes('one') })
    disk.do({ is: 'sync', path: a })
    disk.do({ is: 'sync', path: '/disk' })
    disk.do({ is: 'truncate', path: a, length: 1 })
    expect(outcomes(disk)).toEqual(new Set(['one', 'o']))
    disk.do({ is: 'unlink', path: a })
    expect(outcomes(disk)).toEqual(new Set(['one', 'o', 'no file']))
    disk.do({ is: 'sync', path: '/disk' })
    expect(outcomes(disk)).toEqual(new Set(['no file']))
  })

  it('may have a part of one write, by whole sectors', () => {
    const disk = makeDisk('/disk')
    disk.do({ is: 'write', path: a, at: 0, bytes: bytes('x'.repeat(1_024)) })
    const lengths = new Set([...outcomes(disk)].map((text) => text.replaceAll('\0', '').length))
    expect(lengths).toEqual(new Set(['no file'.length, 0, 512, 1_024]))
  })
})

it('reads what was written down, bytes that look like lines too', () => {
  const log = bytes(`W 4096 4 /d/a b\nS x\nS /d/a b\nT 9 /d/a b\nU /d/a b\n`)
  expect([...readOperations(log)]).toEqual([
    { is: 'write', path: '/d/a b', at: 4_096, bytes: bytes('S x\n') },
    { is: 'sync', path: '/d/a b' },
    { is: 'truncate', path: '/d/a b', length: 9 },
    { is: 'unlink', path: '/d/a b' },
  ])
})
