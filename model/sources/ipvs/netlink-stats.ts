/**
 * The totals in a reply: STATS64 (Linux 4.1 and later) or STATS, whose connections and packets are
 * 32-bit and wrap: a wrap is seen as a counter that fell, so as a gap.
 */
import { type CounterName, counterNames, mapCounters, type Totals } from '../../load.ts'
import { rateAttributes, statsAttributes } from './netlink-numbers.ts'
import { eachAttribute, readU32, readU64 } from './netlink-wire.ts'
import { type Attribute, u32, u64 } from './netlink-write.ts'

/** Values are four or eight bytes, told by their own length. Null when one of the five is missing or misshapen. */
export const decodeStats = (bytes: Uint8Array, from: number, to: number): Totals | null =>
  namedValues(valuesIn(bytes, from, to), statsAttributes)

/** The kernel's own rates, a second, beside the totals; null when one is missing. */
export const decodeRates = (bytes: Uint8Array, from: number, to: number): Totals | null =>
  namedValues(valuesIn(bytes, from, to), rateAttributes)

function valuesIn(bytes: Uint8Array, from: number, to: number): (bigint | undefined)[] | null {
  const found: (bigint | undefined)[] = []
  const whole = eachAttribute(bytes, from, to, (type, start, end) => {
    if (end - start === 8) found[type] = readU64(bytes, start)
    else if (end - start === 4) found[type] = BigInt(readU32(bytes, start))
  })
  return whole ? found : null
}

function namedValues(
  values: (bigint | undefined)[] | null,
  attributes: Readonly<Record<CounterName, number>>,
): Totals | null {
  if (values === null || counterNames.some((name) => values[attributes[name]] === undefined)) return null
  return mapCounters((name) => values[attributes[name]]!)
}

/** As the kernel sends STATS64, `rates` being its own, a second: padding before each value that would not sit on eight bytes is left to the reader to tolerate. */
export const encodeStats64 = (totals: Totals, rates: Totals | null): Attribute[] => [
  ...counterNames.map((name) => ({ type: statsAttributes[name], value: u64(totals[name]) })),
  ...(rates ? counterNames.map((name) => ({ type: rateAttributes[name], value: u64(rates[name]) })) : []),
]

/** As the kernel sends STATS: all but bytes cut to 32 bits. */
export const encodeStats = (totals: Totals): Attribute[] =>
  counterNames.map((name) => ({
    type: statsAttributes[name],
    value: name.endsWith('Bytes') ? u64(totals[name]) : u32(Number(totals[name] & 0xffff_ffffn)),
  }))
