import fc from 'fast-check'
import { expect, it } from 'vitest'
import { layersOf, overlay } from './overlay.ts'

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const base = fc.uniqueArray(fc.tuple(key, fc.nat(9)), { selector: ([name]) => name })
const changes = fc.uniqueArray(fc.tuple(key, fc.option(fc.nat(9), { nil: undefined })), { selector: ([name]) => name })

it('is the map in which the changes were made', () => {
  fc.assert(
    fc.property(base, changes, (entries, changed) => {
      const wanted = new Map(entries)
      for (const [name, value] of changed) {
        if (value === undefined) wanted.delete(name)
        else wanted.set(name, value)
      }
      const made = overlay(new Map(entries), new Map(changed))
      expect([...made]).toEqual([...wanted])
      expect([...made.keys()]).toEqual([...wanted.keys()])
      expect([...made.values()]).toEqual([...wanted.values()])
      expect(made.size).toBe(wanted.size)
      const visited: [string, number][] = []
      made.forEach((value, name) => void visited.push([name, value]))
      expect(visited).toEqual([...wanted])
      for (const name of ['a', 'b', 'c', 'd', 'e'] as const)
        expect([made.get(name), made.has(name)]).toEqual([wanted.get(name), wanted.has(name)])
    }),
  )
})

it('says what it was laid together from', () => {
  const [below, above] = [new Map([['a', 1]]), new Map([['b', 2]])]
  expect(layersOf(overlay(below, above))).toMatchObject({ base: below, changes: above })
  expect(layersOf(below)).toBeNull()
})
