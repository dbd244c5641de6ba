/** One at a time, in the order they came. Who still waits may be given another answer instead. */
export function makeTurns<Refusal>() {
  let last: Promise<void> = Promise.resolve()
  const waiting = new Set<(answer: Refusal) => void>()
  return {
    take<T>(work: () => Promise<T>, mayBeRefused: boolean): Promise<T | Refusal> {
      const { promise, resolve, reject } = Promise.withResolvers<T | Refusal>()
      if (mayBeRefused) waiting.add(resolve)
      last = last.then(async () => {
        if (!mayBeRefused || waiting.delete(resolve)) await work().then(resolve, reject)
      })
      return promise
    },
    /** All that may be and have not begun. */
    refuse(answer: Refusal): void {
      for (const resolve of waiting) resolve(answer)
      waiting.clear()
    },
  }
}
