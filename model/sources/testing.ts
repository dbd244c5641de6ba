/** Looks at a node that is not there, for tests of sources. */
import { readFileSync } from 'node:fs'
import type { Look, Ran } from './source.ts'

export const ran = (text: string): Ran => ({ is: 'ran', text })

/** A capture beside its source: `routes/fixtures/ip-4.json`. */
export const capture = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** A node with neither programs nor files nor listeners. */
export const bareLook: Look = {
  file: () => null,
  list: () => null,
  run: async ([program]) => ({ is: 'missing', why: `${program} is not installed here.` }),
  ask: async (port) => ({ is: 'missing', why: `Nobody listens on 127.0.0.1:${port}.` }),
  timeouts: () => ({ why: 'There is no netlink here.' }),
}

/** A node where these programs print that; all others fail. */
export const lookWith = (programs: Readonly<Record<string, string>>, rest: Partial<Look> = {}): Look => ({
  ...bareLook,
  run: async (argv) => {
    const printed = programs[argv.join(' ')]
    return printed === undefined ? { is: 'failed', why: `“${argv.join(' ')}” is not of this test.` } : ran(printed)
  },
  ...rest,
})

/** Throws when the source did not read anything. */
export function valueRead<Value>(outcome: { is: 'read'; value: Value } | { is: string; why: string }): Value {
  if ('value' in outcome) return outcome.value
  throw new Error(outcome.why)
}
