/**
 * Routes: the way a packet takes once a real server is chosen. By iproute2; where it is not installed,
 * those of the main table from /proc.
 */

import { parseJson } from '../json.ts'
import type { Look, Source, SourceOutcome } from '../source.ts'
import { formatRoute, type Route } from './line.ts'
import { printedRoutes, reshapeRoutes } from './parse.ts'
import { parseIpv6Routes, parseRoutes } from './proc.ts'
import { mostRoutes, type Routes, routesSchema } from './schema.ts'

export type { Route } from './line.ts'
export { type Routes, routesOf } from './schema.ts'

// Asked by family: `table all` without one prints both, and `default` then has none.
const commands = [
  { family: 4, argv: ['ip', '-4', '-j', 'route', 'show', 'table', 'all'] },
  { family: 6, argv: ['ip', '-6', '-j', 'route', 'show', 'table', 'all'] },
] as const

export const routes: Source<'routes', Routes> = {
  name: 'routes',
  schema: routesSchema,
  async read(look) {
    const found: Route[] = []
    for (const { family, argv } of commands) {
      const ran = await look.run(argv)
      if (ran.is === 'missing') return readProc(look)
      const parsed = parseJson(ran, argv.join(' '), printedRoutes)
      if (parsed.is !== 'read') return parsed
      found.push(...reshapeRoutes(parsed.value, family))
    }
    const [main, others] = [found.filter(isMain), found.filter((route) => !isMain(route))]
    return { is: 'read', value: told('ip', [...main, ...others]) }
  },
}

const isMain = ({ table }: Route): boolean => table === 'main'

function readProc(look: Look): SourceOutcome<Routes> {
  const [four, six] = [look.file('/proc/net/route'), look.file('/proc/net/ipv6_route')]
  if (four === null && six === null)
    return { is: 'unsupported', why: 'Neither iproute2 nor /proc/net/route is there to tell routes.' }
  return { is: 'read', value: told('proc', [...parseRoutes(four ?? ''), ...parseIpv6Routes(six ?? '')]) }
}

const told = (by: Routes['by'], all: readonly Route[]): Routes => ({
  by,
  total: all.length,
  lines: all.slice(0, mostRoutes).map(formatRoute),
})
