/** Sentences made of what speaks for something: each value within its words, or other words where it is not known. */
import type { Cause } from '#model/causes/cause.ts'

export type Evidence = Cause['evidence']

/** The words around a value; `otherwise` where there is none. */
export function told(
  evidence: Evidence,
  name: string,
  words: (value: string) => string = String,
  otherwise = '',
): string {
  const value = evidence[name]
  return value === undefined || value === '' || Number.isNaN(value) ? otherwise : words(String(value))
}

/** `262144` as `262,144`. */
export const grouped = (digits: string): string =>
  /^\d+$/.test(digits) ? Number(digits).toLocaleString('en-US') : digits

/** `1` of `1s`, as the model names the steps of a first connect. */
export const secondsOf = (step: string): string => step.replace(/\s*s$/, '')

/** With a full stop at its end, whether or not it came with one. */
export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** `10.0.0.1` of `10.0.0.1:80` and of `TCP 10.0.0.1:80`, and `fd00::1` of `[fd00::1]:80`. */
export const addressOf = (key: string): string =>
  key
    .replace(/^[A-Z]+ /, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
