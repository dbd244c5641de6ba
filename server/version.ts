/** The hub's own version, as package.json tells it. */
import { readFileSync } from 'node:fs'

const read = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

export const hubVersion = read.version
