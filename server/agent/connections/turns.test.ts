import { describe, expect, test } from 'vitest'
import { makeTurns } from './turns.ts'

/** Time that passes when somebody waits for it, readings that end when told. */
function setUp(most = 3) {
  let now = 100_000
  const waits: { until: number; go: () => void }[] = []
  const readings: { questions: readonly string[]; end: (fails?: boolean) => void }[] = []
  const ask = makeTurns<string, string>(
    (questions) =>
      new Promise((resolve, reject) => {
        readings.push({
          questions,
          end: (fails = false) => (fails ? reject(new Error('broken')) : resolve(questions.map((each) => `${each}!`))),
        })
      }),
    { betweenMs: 1_000, most },
    {
      now: () => now,
      wait: (ms) => (ms === 0 ? Promise.resolve() : new Promise<void>((go) => waits.push({ until: now + ms, go }))),
    },
  )
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    ask,
    readings,
    settle,
    async pass(ms: number) {
      now += ms
      for (const wait of waits.splice(0)) {
        if (wait.until <= now) wait.go()
        else waits.push(wait)
      }
      await settle()
    },
  }
}

describe('turns', () => {
  test('equal questions are asked once, different ones together', async () => {
    const { ask, readings, settle } = setUp()
    const answers = Promise.all([ask('a'), ask('b'), ask('a')])
    await settle()
    expect(readings.map(({ questions }) => questions)).toEqual([['a', 'b']])
    readings[0]!.end()
    expect(await answers).toEqual(['a!', 'b!', 'a!'])
  })

  test('a question that is being answered waits for that; another for the next reading, a second after this began', async () => {
    const { ask, readings, settle, pass } = setUp()
    const first = ask('a')
    await settle()
    const same = ask('a')
    const other = ask('b')
    await pass(300)
    readings[0]!.end()
    expect([await first, await same]).toEqual(['a!', 'a!'])
    expect(await ask('a')).toBe('a!')
    await settle()
    expect(readings).toHaveLength(1)
    await pass(699)
    expect(readings).toHaveLength(1)
    await pass(1)
    expect(readings.map(({ questions }) => questions)).toEqual([['a'], ['b']])
    readings[1]!.end()
    expect(await other).toBe('b!')
  })

  test('an answer older than a second is read again', async () => {
    const { ask, readings, settle, pass } = setUp()
    const first = ask('a')
    await settle()
    readings[0]!.end()
    await first
    await pass(1_000)
    void ask('a')
    await settle()
    expect(readings).toHaveLength(2)
  })

  test('too many different questions are refused, equal ones are not', async () => {
    const { ask } = setUp(2)
    void ask('a')
    void ask('b')
    expect(await ask('c')).toBeNull()
    expect(await Promise.race([ask('b'), Promise.resolve('waits')])).toBe('waits')
  })

  test('a reading that fails fails those who asked, not those who ask later', async () => {
    const { ask, readings, settle, pass } = setUp()
    const first = ask('a')
    await settle()
    const second = ask('b')
    readings[0]!.end(true)
    await expect(first).rejects.toThrow('broken')
    await pass(1_000)
    readings[1]!.end()
    expect(await second).toBe('b!')
  })
})
