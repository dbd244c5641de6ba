/** For tests: a snapshot’s JSON, spoiled in one of many ways that keep it JSON, so that most of it is still read. */

/** Next number from 0 up to and without `below`. */
export type Draw = (below: number) => number

const strangers: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e12,
  2 ** 53,
  1e308,
  '',
  '<script>alert(1)</script>',
  '\u202e\u0000',
  [],
  {},
  [[]],
  '__proto__',
  { rows: 1e9, columns: {} },
  { rows: 100_000, columns: { a: [1] } },
  [0, 1e9, [0, 1e9]],
]

interface Place {
  readonly holder: Record<string, unknown> | unknown[]
  readonly key: string
}

/** A place anywhere in it, deeper ones as likely as others. */
function somePlace(value: unknown, draw: Draw): Place | null {
  let holder = value
  let place: Place | null = null
  for (;;) {
    if (typeof holder !== 'object' || holder === null) return place
    const keys = Object.keys(holder)
    if (keys.length === 0) return place
    const key = keys[draw(keys.length)]!
    place = { holder: holder as Place['holder'], key }
    if (draw(6) === 0) return place
    holder = (holder as Record<string, unknown>)[key]
  }
}

/** Changes it in place, `times` over. */
export function mutateJson(value: unknown, draw: Draw, times: number): void {
  for (let time = 0; time < times; time++) {
    const place = somePlace(value, draw)
    if (place === null) return
    const holder = place.holder as Record<string, unknown>
    const other = somePlace(value, draw)
    switch (draw(6)) {
      case 0:
        delete holder[place.key]
        break
      case 1:
        Object.defineProperty(holder, '__proto__', {
          value: { polluted: true },
          enumerable: true,
          configurable: true,
          writable: true,
        })
        break
      case 2:
        if (other !== null) holder[place.key] = structuredClone((other.holder as Record<string, unknown>)[other.key])
        break
      case 3:
        if (Array.isArray(place.holder)) place.holder.push(...place.holder.slice(0, 50))
        else holder[`${place.key}x`] = holder[place.key]
        break
      case 4: {
        const before = holder[place.key]
        if (typeof before === 'number') holder[place.key] = before + [1, -1, 2 ** 32, 0.5][draw(4)]!
        else if (typeof before === 'string') holder[place.key] = before + before
        break
      }
      default:
        holder[place.key] = structuredClone(strangers[draw(strangers.length)])
    }
  }
}

/** Numbers that look drawn by lot and are the same for the same seed. */
export function makeDraw(seed: number): Draw {
  let state = seed >>> 0 || 1
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
