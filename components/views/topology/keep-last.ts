/** The last result again while it is asked the same. */
export function keepLast<Asked extends readonly unknown[], Result>(make: (...asked: Asked) => Result) {
  let last: { readonly asked: Asked; readonly result: Result } | null = null
  return (...asked: Asked): Result => {
    if (last === null || asked.some((each, place) => each !== last!.asked[place]))
      last = { asked, result: make(...asked) }
    return last.result
  }
}
