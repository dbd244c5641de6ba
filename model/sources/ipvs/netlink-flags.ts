/** Scheduler flags: three bits whose words depend on the scheduler, in the words and order of ipvsadm 1.31. */
import { serviceFlags } from './netlink-numbers.ts'

const { first, second, third } = serviceFlags
const wordsOf = (scheduler: string): readonly (readonly [number, string])[] => {
  if (scheduler === 'sh' || scheduler === 'mh')
    return [
      [first, `${scheduler}-fallback`],
      [second, `${scheduler}-port`],
    ]
  return [
    [first, 'flag-1'],
    [second, 'flag-2'],
    [third, 'flag-3'],
  ]
}

export const decodeSchedulerFlags = (scheduler: string, flags: number): string[] =>
  wordsOf(scheduler)
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, word]) => word)

/** Words the scheduler does not know set no bit. */
export const encodeSchedulerFlags = (scheduler: string, words: readonly string[]): number =>
  wordsOf(scheduler)
    .filter(([, word]) => words.includes(word))
    .reduce((flags, [bit]) => flags | bit, 0)
