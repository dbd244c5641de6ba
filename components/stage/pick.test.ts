import { describe, expect, it } from 'vitest'
import { makePicker } from './pick.ts'
import { makeUndoStack } from './undo.ts'

const line = Array.from({ length: 21 }, (_, i) => ({ x: 50 + i * 5, y: 10 }))

describe('picking', () => {
  const picker = makePicker([
    { id: 'line', line },
    { id: 'island', box: { x: 0, y: 0, width: 200, height: 100 } },
    { id: 'capsule', box: { x: 10, y: 30, width: 60, height: 20 } },
  ])
  it('finds the uppermost box', () => {
    expect(picker.at({ x: 20, y: 40 }, 5)).toBe('capsule')
    expect(picker.at({ x: 150, y: 90 }, 5)).toBe('island')
  })
  it('finds a line within reach, under no box', () => {
    const open = makePicker([
      { id: 'line', line },
      { id: 'far', box: { x: 500, y: 500, width: 10, height: 10 } },
    ])
    expect(open.at({ x: 77, y: 13 }, 5)).toBe('line')
    expect(open.at({ x: 77, y: 30 }, 5)).toBeNull()
  })
  it('finds nothing in nothing', () => {
    expect(makePicker([]).at({ x: 0, y: 0 }, 100)).toBeNull()
  })
})

describe('undo stack', () => {
  it('runs once, last first', () => {
    const done: string[] = []
    const undo = makeUndoStack()
    undo.add(() => done.push('first'))
    undo.add(() => done.push('second'))
    undo.run()
    undo.run()
    undo.add(() => done.push('late'))
    expect(done).toEqual(['second', 'first', 'late'])
  })
})
