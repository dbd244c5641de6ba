import { afterEach, expect, it } from 'vitest'
import { StoreAway } from './database.ts'
import { type Presence, watchPresence } from './presence.ts'

const soon = { answerMs: 5, lookMs: 5, againMs: 5 }

let presence: Presence
let said: string[] = []
let looks = 0
/** What the database does when it is looked at. */
let isThere = true

function watch(isOurs: (error: unknown) => boolean = () => false) {
  said = []
  looks = 0
  isThere = true
  presence = watchPresence({
    look: async () => {
      looks++
      if (!isThere) throw new Error('nothing was heard of it')
    },
    isOurs,
    patience: soon,
    log: (line) => said.push(line),
  })
}
afterEach(() => presence.close())

const never = new Promise<never>(() => {})
const degraded = { is: 'degraded', why: expect.stringContaining('nothing was heard of it') }

it('gives what was asked for, and looks at nothing', async () => {
  watch()
  expect(await presence.ask(async () => 7)).toBe(7)
  expect(looks).toBe(0)
})

it('waits for what takes long as long as the database lives', async () => {
  watch()
  const { promise, resolve } = Promise.withResolvers<number>()
  const asked = presence.ask(() => promise)
  await expect.poll(() => looks).toBeGreaterThan(2)
  resolve(7)
  expect(await asked).toBe(7)
  expect(presence.standing()).toEqual({ is: 'fine' })
  expect(said).toEqual([])
})

it('lets nobody wait for one that is gone, refuses at once until it is back, and says it once', async () => {
  watch()
  isThere = false
  const asked = [presence.ask(() => never), presence.ask(() => never)]
  for (const each of asked) await expect(each).rejects.toBeInstanceOf(StoreAway)
  expect(presence.standing()).toMatchObject(degraded)
  let begun = 0
  const late = presence.ask(async () => ++begun)
  await expect(late).rejects.toBeInstanceOf(StoreAway)
  expect(begun).toBe(0)
  isThere = true
  await expect.poll(() => presence.standing()).toEqual({ is: 'fine' })
  expect(await presence.ask(async () => ++begun)).toBe(1)
  expect(said).toHaveLength(1)
})

it('takes one connection that broke for no more than that', async () => {
  watch()
  const broken = presence.ask(() => Promise.reject(new Error('connection reset')))
  await expect(broken).rejects.toThrow(/does not answer: connection reset/)
  expect(presence.standing().is).toBe('degraded')
  expect(await presence.ask(async () => 7)).toBe(7)
  expect(presence.standing()).toEqual({ is: 'fine' })
  presence.suspect(new Error('ended while idle'))
  expect(presence.standing().is).toBe('degraded')
  await expect.poll(() => presence.standing()).toEqual({ is: 'fine' })
})

it('leaves mistakes of ours as they are', async () => {
  watch((error) => error instanceof SyntaxError)
  await expect(presence.ask(() => Promise.reject(new SyntaxError('near SELEC')))).rejects.toThrow(SyntaxError)
  expect(presence.standing()).toEqual({ is: 'fine' })
  expect(looks).toBe(0)
})
