import type { en } from './en.ts'

/** Texts widened to `string`, sentences to functions of the same values: what every language must have. */
type Dictionary<T> = {
  readonly [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Dictionary<T[Key]>
}

export type Words = Dictionary<typeof en>
/** Names a view in navigation and the window's title. */
export type TitleKey = keyof Words['titles']
