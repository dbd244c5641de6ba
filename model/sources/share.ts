/**
 * One copy of each text for all nodes. Facts of a large cluster are mostly the same texts over and over: a
 * node's routes are another's but for its own, so are its ipsets.
 */

/** The value with its texts replaced by equal ones of values before; it must be the caller's own, and is changed in place. */
export type Sharer = <Value>(value: Value) => Value

/** Texts remembered before the older half is forgotten, so that Pods long gone do not fill the memory. */
const mostTexts = 200_000

export function makeSharer(most = mostTexts): Sharer {
  let young = new Map<string, string>()
  let old = new Map<string, string>()

  const shareText = (text: string): string => {
    const known = young.get(text) ?? old.get(text) ?? text
    if (young.size >= most) {
      old = young
      young = new Map()
    }
    young.set(known, known)
    return known
  }
  const share = (value: unknown): unknown => {
    if (typeof value === 'string') return shareText(value)
    if (Array.isArray(value)) for (let at = 0; at < value.length; at++) value[at] = share(value[at])
    else if (typeof value === 'object' && value !== null) {
      const fields = value as Record<string, unknown>
      for (const name of Object.keys(fields)) fields[name] = share(fields[name])
    }
    return value
  }
  return share as Sharer
}
