const texts = new WeakMap<object, string>()

/** The JSON of a delta, made once however many are sent it. */
export function textOf(delta: object): string {
  const known = texts.get(delta)
  if (known !== undefined) return known
  const text = JSON.stringify(delta)
  texts.set(delta, text)
  return text
}
