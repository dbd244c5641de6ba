import { expect, it } from 'vitest'
import { record, text } from '#model/kube/meta.ts'
import { keyOf, makeShelf } from './shelf.ts'

const object = (name: string, value = '') => ({ metadata: { namespace: 'shop', name }, value })
const shelfOf = () =>
  makeShelf<string>(
    (each) => `${keyOf(each)} ${text(record(each)['value'])}`,
    () => {},
  )

function filled(count: number) {
  const shelf = shelfOf()
  shelf.beginList()
  for (let at = 0; at < count; at++) shelf.listed(object(`p${at}`))
  shelf.endList()
  return shelf
}

it.each([10, 3_000])('of %i objects every state is what was kept then, and stays so', (count) => {
  const shelf = filled(count)
  const kept = new Map(shelf.current())
  const states = [{ now: shelf.current(), wanted: new Map(kept) }]
  expect(kept.size).toBe(count)
  // More changes than one copy serves for.
  for (let at = 0; at < 1_000; at++) {
    const name = `p${(at * 7) % (count + 5)}`
    if (at % 3 === 0) {
      shelf.remove(object(name))
      kept.delete(`shop/${name}`)
    } else {
      shelf.put(object(name, `${at}`))
      kept.set(`shop/${name}`, `shop/${name} ${at}`)
    }
    if (at % 50 === 0) states.push({ now: shelf.current(), wanted: new Map(kept) })
  }
  for (const { now, wanted } of states) {
    expect(now.size).toBe(wanted.size)
    expect(Object.fromEntries(now)).toEqual(Object.fromEntries(wanted))
  }
})

it('is the same map while nothing changes, whatever is told again', () => {
  const shelf = filled(2_000)
  shelf.put(object('p1', 'new'))
  const before = shelf.current()
  shelf.put(object('p1', 'new'))
  shelf.remove(object('never'))
  expect(shelf.current()).toBe(before)
})

it('a new list replaces all there was', () => {
  const shelf = filled(2_000)
  shelf.put(object('p1', 'new'))
  const before = shelf.current()
  shelf.beginList()
  shelf.listed(object('p3'))
  shelf.endList()
  shelf.put(object('p4'))
  expect([...shelf.current().keys()]).toEqual(['shop/p3', 'shop/p4'])
  expect(before.size).toBe(2_000)
})
