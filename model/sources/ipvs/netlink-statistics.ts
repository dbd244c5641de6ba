/** Totals and the kernel's own rates of one reply, for whoever reads a whole table once. */
import { type CounterName, counterNames, type Totals } from '../../load.ts'
import { destAttributes, replyCommands, serviceAttributes, topLevel } from './netlink-numbers.ts'
import { findAttributes } from './netlink-service.ts'
import { decodeRates, decodeStats } from './netlink-stats.ts'

/** In `counterNames` order: five totals, then five rates where the kernel tells them. Null when the reply holds no totals. */
export type StatisticsRow = readonly string[]

const kinds = {
  service: { reply: replyCommands.service, level: topLevel.service, attributes: serviceAttributes },
  dest: { reply: replyCommands.dest, level: topLevel.dest, attributes: destAttributes },
} as const

/** Of a reply to GET_SERVICE or GET_DEST: STATS64, or STATS before Linux 4.1. */
export function decodeStatistics(payload: Uint8Array, kind: keyof typeof kinds): StatisticsRow | null {
  const { reply, level, attributes } = kinds[kind]
  const found = findAttributes(payload, reply, level)
  for (const type of [attributes.stats64, attributes.stats]) {
    const place = found?.get(type)
    const totals = place && decodeStats(payload, ...place)
    if (!place || !totals) continue
    const rates = decodeRates(payload, ...place)
    return [...texts(totals), ...(rates ? texts(rates) : [])]
  }
  return null
}

const texts = (values: Totals): string[] => counterNames.map((name: CounterName) => String(values[name]))
