import { expect, it } from 'vitest'
import { makeAdmission } from './admission.ts'

it('lets everybody in, in order, so many at a turn', () => {
  const turns: (() => void)[] = []
  const inside: number[] = []
  const admit = makeAdmission(2, (run) => turns.push(run))
  for (let guest = 0; guest < 5; guest++) admit(() => inside.push(guest))
  const seen: number[][] = []
  for (let turn = turns.shift(); turn; turn = turns.shift()) {
    turn()
    seen.push([...inside])
  }
  expect(seen).toEqual([
    [0, 1],
    [0, 1, 2, 3],
    [0, 1, 2, 3, 4],
  ])
})

it('lets in who comes while others enter', () => {
  const turns: (() => void)[] = []
  const inside: string[] = []
  const admit = makeAdmission(1, (run) => turns.push(run))
  admit(() => {
    inside.push('first')
    admit(() => inside.push('second'))
  })
  while (turns.length > 0) turns.shift()!()
  expect(inside).toEqual(['first', 'second'])
})
