/** The lines that idled least, of as many as come: a heap of copies with the one that idled most on top. */

export interface Newest {
  /** A copy is kept when there is room or it idled less than one that is kept; of equals, those that came first stay. */
  offer(idleSeconds: number, bytes: Uint8Array, start: number, end: number): void
  /** Least idle first. */
  lines(): readonly Uint8Array[]
}

interface Kept {
  readonly idleSeconds: number
  /** How many were offered before. */
  readonly order: number
  readonly line: Uint8Array
}

const goesBefore = (a: Kept, b: Kept): boolean =>
  a.idleSeconds < b.idleSeconds || (a.idleSeconds === b.idleSeconds && a.order < b.order)

export function makeNewest(most: number): Newest {
  const heap: Kept[] = []
  let offered = 0

  const rise = (from: number) => {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!goesBefore(heap[parent]!, heap[at]!)) return
      swap(heap, parent, at)
      at = parent
    }
  }
  const sink = () => {
    let at = 0
    for (;;) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && goesBefore(heap[worst]!, heap[child]!)) worst = child
      if (worst === at) return
      swap(heap, worst, at)
      at = worst
    }
  }

  return {
    offer(idleSeconds, bytes, start, end) {
      const order = offered++
      if (heap.length < most) {
        heap.push({ idleSeconds, order, line: new Uint8Array(bytes.subarray(start, end)) })
        rise(heap.length - 1)
      } else if (most > 0 && idleSeconds < heap[0]!.idleSeconds) {
        heap[0] = { idleSeconds, order, line: new Uint8Array(bytes.subarray(start, end)) }
        sink()
      }
    },
    lines: () => [...heap].sort((a, b) => (goesBefore(a, b) ? -1 : 1)).map(({ line }) => line),
  }
}

function swap(heap: Kept[], a: number, b: number): void {
  const kept = heap[a]!
  heap[a] = heap[b]!
  heap[b] = kept
}
