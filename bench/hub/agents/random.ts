/** The same numbers for the same seed, from 0 up to, not including, 1 (xorshift32). */
export function makeRandom(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
