import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeBucket } from '#model/bucket.ts'
import { runTries } from './tries.ts'

describe('the bucket', () => {
  test('gives what there is, says how long to wait, and fills again', () => {
    let now = 0
    const bucket = makeBucket(60, 60, () => now)
    expect([20, 20, 20].map((count) => bucket.take(count))).toEqual([0, 0, 0])
    expect(bucket.take(20)).toBe(20)
    now = 19_000
    expect(bucket.take(20)).toBe(1)
    now = 20_000
    expect(bucket.take(20)).toBe(0)
    now = 3_600_000
    expect([60, 1].map((count) => bucket.take(count))).toEqual([0, 1])
  })

  test('gives no more than it holds and gets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 20 })), { maxLength: 200 }),
        (questions) => {
          let now = 0
          let given = 0
          const bucket = makeBucket(60, 120, () => now)
          for (const [later, count] of questions) {
            now += later
            if (bucket.take(count) === 0) given += count
          }
          expect(given).toBeLessThanOrEqual(60 + (now / 60_000) * 120 + 1e-6)
        },
      ),
    )
  })
})

describe('tries', () => {
  /** Hangs as long as the test likes. */
  const hanging = () => {
    const ends: ((value: number) => void)[] = []
    return { ends, one: () => new Promise<number>((resolve) => ends.push(resolve)) }
  }

  test('come one after the other, in their order', async () => {
    let open = 0
    let most = 0
    let number = 0
    const one = async () => {
      most = Math.max(most, ++open)
      await Promise.resolve()
      open--
      return number++
    }
    expect(
      await runTries(
        5,
        one,
        () => true,
        () => new Promise(() => {}),
      ),
    ).toEqual([0, 1, 2, 3, 4])
    expect(most).toBe(1)
  })

  test('one that hangs does not hold up the next', async () => {
    const { ends, one } = hanging()
    const all = runTries(
      3,
      one,
      () => true,
      async () => {},
    )
    await new Promise(setImmediate)
    expect(ends).toHaveLength(3)
    for (const [at, end] of [...ends.entries()].reverse()) end(at)
    expect(await all).toEqual([0, 1, 2])
  })

  test('none begins when nobody waits for it', async () => {
    const { ends, one } = hanging()
    let isWanted = true
    const all = runTries(3, one, () => isWanted)
    isWanted = false
    ends[0]!(7)
    expect(await all).toEqual([7])
  })
})
