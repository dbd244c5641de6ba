/** Seeded randomness: the same seed gives the same demo, and parts with seeds of their own do not disturb each other. */
export interface Random {
  /** 0 up to but not 1. */
  next(): number
  /** A whole number from 0 up to but not `below`. */
  whole(below: number): number
  between(least: number, most: number): number
  /** Exponentially distributed with this mean. */
  exponential(mean: number): number
  /** How many of a Poisson process with this mean. */
  poisson(mean: number): number
  pick<T>(from: readonly T[]): T
  /** Letters as Kubernetes puts them at the end of generated names. */
  suffix(length: number): string
  hex(digits: number): string
}

/** A number from a text: FNV-1a. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'

export function makeRandom(...seed: readonly (string | number)[]): Random {
  let state = hashText(seed.join('\n'))
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const whole = (below: number): number => Math.floor(next() * below)
  const exponential = (mean: number): number => -Math.log(1 - next()) * mean
  const textOf = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[whole(alphabet.length)]).join('')
  return {
    next,
    whole,
    exponential,
    between: (least, most) => least + next() * (most - least),
    poisson(mean) {
      let count = 0
      for (let sum = exponential(1); sum < mean; sum += exponential(1)) count++
      return count
    },
    pick: (from) => from[whole(from.length)]!,
    suffix: (length) => textOf(letters, length),
    hex: (digits) => textOf('0123456789abcdef', digits),
  }
}
