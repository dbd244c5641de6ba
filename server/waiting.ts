/** Waits until something is so, looking again whenever something changed. */
export interface Waiting {
  /** Resolves when it is so, or after so many milliseconds. */
  until(isSo: () => boolean, ms: number): Promise<void>
  /** Something changed. */
  changed(): void
  /** Nobody waits any more. */
  close(): void
}

export function makeWaiting(after: (ms: number, run: () => void) => () => void): Waiting {
  const looks = new Set<() => void>()
  const ends = new Set<() => void>()
  return {
    until: (isSo, ms) =>
      new Promise((resolve) => {
        const end = () => {
          looks.delete(look)
          ends.delete(end)
          cancel()
          resolve()
        }
        const look = () => {
          if (isSo()) end()
        }
        const cancel = after(ms, end)
        looks.add(look)
        ends.add(end)
        look()
      }),
    changed() {
      for (const look of [...looks]) look()
    },
    close() {
      for (const end of [...ends]) end()
    },
  }
}
