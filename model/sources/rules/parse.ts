/**
 * Rules as `ip -4 -j rule` prints them (iproute2 6.1); `-6` likewise.
 *
 *     {"priority":100,"src":"10.0.0.0","srclen":24,"dst":"10.2.0.5","fwmark":"0x10","fwmask":"0xff","iif":"lo","table":"77"}
 *     {"priority":50,"not":null,"src":"10.9.0.0","srclen":16,"action":"blackhole"}
 */
import * as v from 'valibot'
import type { Family } from '../../address.ts'
import { number, text } from '../plain.ts'
import { everyBit, type Rule, type RuleAction } from './line.ts'

const told = v.optional(v.null())
const word = v.optional(v.union([text, v.pipe(number, v.transform(String))]))

export const printedRules = v.array(
  v.object({
    priority: number,
    not: told,
    src: v.optional(text, 'all'),
    srclen: v.optional(number),
    dst: v.optional(text, 'all'),
    dstlen: v.optional(number),
    fwmark: v.optional(text),
    fwmask: v.optional(text),
    iif: v.optional(text),
    oif: v.optional(text),
    tos: word,
    ipproto: word,
    sport: word,
    sport_start: word,
    sport_end: word,
    dport: word,
    dport_start: word,
    dport_end: word,
    uid_start: word,
    uid_end: word,
    tun_id: word,
    suppress_ifgroup: word,
    table: word,
    suppress_prefixlen: v.optional(number),
    goto: v.optional(number),
    nop: told,
    l3mdev: told,
    action: v.optional(text),
  }),
)
type Printed = v.InferOutput<typeof printedRules>[number]

export const reshapeRules = (printed: readonly Printed[], family: Family): Rule[] =>
  printed.map((rule) => ({
    priority: rule.priority,
    isInverted: rule.not === null,
    from: networkOf(rule.src, rule.srclen, family),
    to: networkOf(rule.dst, rule.dstlen, family),
    mark:
      rule.fwmark === undefined
        ? null
        : { value: Number(rule.fwmark), mask: rule.fwmask === undefined ? everyBit : Number(rule.fwmask) },
    inDevice: rule.iif ?? null,
    outDevice: rule.oif ?? null,
    others: othersOf(rule),
    action: actionOf(rule),
  }))

const networkOf = (address: string, length: number | undefined, family: Family): string | null =>
  address === 'all' ? null : `${address}/${length ?? (family === 4 ? 32 : 128)}`

/** What is asked for besides, in the order `ip rule` prints it. */
function othersOf(rule: Printed): string {
  const range = (name: string, one: string | undefined, start: string | undefined, end: string | undefined) =>
    one !== undefined ? [`${name} ${one}`] : start === undefined ? [] : [`${name} ${start}-${end}`]
  return [
    ...range('tos', rule.tos, undefined, undefined),
    ...range('uidrange', undefined, rule.uid_start, rule.uid_end),
    ...range('ipproto', rule.ipproto, undefined, undefined),
    ...range('sport', rule.sport, rule.sport_start, rule.sport_end),
    ...range('dport', rule.dport, rule.dport_start, rule.dport_end),
    ...range('tun_id', rule.tun_id, undefined, undefined),
    ...range('suppress_ifgroup', rule.suppress_ifgroup, undefined, undefined),
  ].join(' ')
}

const refusals = ['blackhole', 'unreachable', 'prohibit'] as const

function actionOf({ table, suppress_prefixlen, goto, l3mdev, action }: Printed): RuleAction {
  if (table !== undefined) return { is: 'lookup', table, suppressed: suppress_prefixlen ?? null }
  if (goto !== undefined) return { is: 'goto', priority: goto }
  if (l3mdev === null) return { is: 'l3mdev' }
  return { is: refusals.find((each) => each === action) ?? 'nop' }
}
