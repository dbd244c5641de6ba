/** Rules of policy routing: in which table a packet's route is looked up. By iproute2; /proc tells none. */
import { parseJson } from '../json.ts'
import type { Source } from '../source.ts'
import { formatRule, type Rule } from './line.ts'
import { printedRules, reshapeRules } from './parse.ts'
import { mostRules, type Rules, rulesSchema } from './schema.ts'

export type { Rule } from './line.ts'
export { type Rules, rulesOf } from './schema.ts'

const commands = [
  { family: 4, argv: ['ip', '-4', '-j', 'rule'] },
  { family: 6, argv: ['ip', '-6', '-j', 'rule'] },
] as const

export const rules: Source<'rules', Rules> = {
  name: 'rules',
  schema: rulesSchema,
  async read(look) {
    const [ipv4, ipv6] = [[] as Rule[], [] as Rule[]]
    for (const { family, argv } of commands) {
      const ran = await look.run(argv)
      if (ran.is === 'missing')
        return { is: 'unsupported', why: 'iproute2 is not there to tell rules: only the main table is looked at.' }
      // A kernel without IPv6 has no rules of it, and says so by failing.
      if (ran.is === 'failed' && family === 6) continue
      const parsed = parseJson(ran, argv.join(' '), printedRules)
      if (parsed.is !== 'read') return parsed
      ;(family === 4 ? ipv4 : ipv6).push(...reshapeRules(parsed.value, family))
    }
    return { is: 'read', value: { ipv4: told(ipv4), ipv6: told(ipv6) } }
  },
}

/** The rules a kernel has by itself (fib_rules.c, fib_default_rules_init; fib6_rules.c). */
const usualRules = new Set([
  '0: from all lookup local',
  '32766: from all lookup main',
  '32767: from all lookup default',
])
export const isUsualRule = (line: string): boolean => usualRules.has(line)

const told = (all: readonly Rule[]) => ({ total: all.length, lines: all.slice(0, mostRules).map(formatRule) })
