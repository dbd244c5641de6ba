/** Long work of the hub in slices: it has others to serve in between. */
import type { Steps } from '#model/steps.ts'

/** Longest it goes on without letting others, milliseconds. */
const sliceMs = 5

/** What gives way to others when its time is over. */
export function makeSlices(): () => Promise<void> | null {
  let began = performance.now()
  return () => {
    if (performance.now() - began < sliceMs) return null
    return new Promise((resolve) =>
      setImmediate(() => {
        began = performance.now()
        resolve()
      }),
    )
  }
}

export async function inSlices<Result>(steps: Steps<Result>): Promise<Result> {
  const pause = makeSlices()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await pause()
  }
}
