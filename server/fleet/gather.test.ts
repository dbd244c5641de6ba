import { expect, it } from 'vitest'
import { makeGather } from './gather.ts'

/** Patience that ends only when told to. */
function patience() {
  const waits = new Set<() => void>()
  return {
    after: (_ms: number, run: () => void) => {
      waits.add(run)
      return () => waits.delete(run)
    },
    waits,
  }
}

type Answer = { ok: true; bodies: Map<string, string> } | { ok: false; why: string }
const bodies = (hashes: readonly string[]): Answer => ({
  ok: true,
  bodies: new Map(hashes.map((hash) => [hash, hash.toUpperCase()])),
})

/** Questions that are answered when the test says so. */
function agent() {
  const asked: { readonly hashes: readonly string[]; readonly answer: (answer: Answer) => void }[] = []
  const fetch = (hashes: readonly string[]) => new Promise<Answer>((resolve) => asked.push({ hashes, answer: resolve }))
  return { asked, fetch }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

it('asks once for what many need, and waits for nobody when there is nothing to ask', async () => {
  const gather = makeGather<string>(patience().after)
  const agents = [agent(), agent(), agent()]
  const got = agents.map(({ fetch }, at) => gather(at === 2 ? ['a', 'b'] : ['a'], fetch))
  expect(agents.map(({ asked }) => asked.map(({ hashes }) => hashes))).toEqual([[['a']], [], [['b']]])
  agents[0]!.asked[0]!.answer(bodies(['a']))
  agents[2]!.asked[0]!.answer(bodies(['b']))
  expect(await Promise.all(got)).toEqual([bodies(['a']), bodies(['a']), bodies(['a', 'b'])])
  expect(await gather([], agents[0]!.fetch)).toEqual(bodies([]))
})

it('asks itself when the other fails, once again for all who waited', async () => {
  const gather = makeGather<string>(patience().after)
  const [first, second, third] = [agent(), agent(), agent()]
  const got = [first, second, third].map(({ fetch }) => gather(['a'], fetch))
  first.asked[0]!.answer({ ok: false, why: 'gone' })
  await settle()
  expect([second, third].map(({ asked }) => asked.length)).toEqual([1, 0])
  second.asked[0]!.answer(bodies(['a']))
  expect(await Promise.all(got)).toEqual([{ ok: false, why: 'gone' }, bodies(['a']), bodies(['a'])])
})

it('loses patience with one that does not answer', async () => {
  const { after, waits } = patience()
  const gather = makeGather<string>(after)
  const [slow, quick] = [agent(), agent()]
  void gather(['a'], slow.fetch)
  const got = gather(['a'], quick.fetch)
  for (const run of waits) run()
  await settle()
  quick.asked[0]!.answer(bodies(['a']))
  expect(await got).toEqual(bodies(['a']))
})
