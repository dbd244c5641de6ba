/**
 * A rule of policy routing as one line in the words of `ip rule`: which packets look up their route in which table
 * (fib_rules.c, fib_rule_match). Rules are asked in the order of their numbers; a table without a fitting route
 * leaves it to the next.
 *
 *     512: from all to 10.1.0.5/32 lookup main
 *     1536: from 10.1.0.5/32 lookup 1000 proto static
 *     50: not from 10.9.0.0/16 blackhole
 */

export interface Rule {
  /** Smaller is asked first. */
  readonly priority: number
  /** It is for all that do not fit. */
  readonly isInverted: boolean
  /** Networks with the length of their prefix; null for any. */
  readonly from: string | null
  readonly to: string | null
  /** Null for any. */
  readonly mark: { readonly value: number; readonly mask: number } | null
  /** The device it came in by: `lo` for what the node sends itself; null for any. */
  readonly inDevice: string | null
  /** The device its socket is bound to; null for any. */
  readonly outDevice: string | null
  /** What else it asks for, in iproute2's words: `ipproto tcp dport 80`. Empty for nothing. */
  readonly others: string
  readonly action: RuleAction
}

export type RuleAction =
  /** Routes with a prefix not longer than `suppressed` do not count; null when all do. */
  | { readonly is: 'lookup'; readonly table: string; readonly suppressed: number | null }
  | { readonly is: 'goto'; readonly priority: number }
  /** `nop`, and `l3mdev`: the table of the device's own domain. */
  | { readonly is: 'nop' | 'l3mdev' }
  | { readonly is: 'blackhole' | 'unreachable' | 'prohibit' }

const hex = (value: number): string => `0x${value.toString(16)}`

export function formatRule(rule: Rule): string {
  const { priority, isInverted, from, to, mark, inDevice, outDevice, others, action } = rule
  const words = [`${priority}:`, ...(isInverted ? ['not'] : []), 'from', from ?? 'all']
  if (to !== null) words.push('to', to)
  if (mark !== null)
    words.push('fwmark', mark.mask === everyBit ? hex(mark.value) : `${hex(mark.value)}/${hex(mark.mask)}`)
  if (inDevice !== null) words.push('iif', inDevice)
  if (outDevice !== null) words.push('oif', outDevice)
  if (others !== '') words.push(others)
  if (action.is === 'lookup') {
    words.push('lookup', action.table)
    if (action.suppressed !== null) words.push('suppress_prefixlength', String(action.suppressed))
  } else if (action.is === 'goto') words.push('goto', String(action.priority))
  else words.push(action.is)
  return words.join(' ')
}

export const everyBit = 0xffff_ffff

const plainActions = ['nop', 'l3mdev', 'blackhole', 'unreachable', 'prohibit'] as const

/** The reverse of `formatRule`. */
export function parseRule(line: string): Rule {
  const words = line.split(' ')
  const priority = Number.parseInt(words.shift() ?? '', 10)
  const isInverted = words[0] === 'not'
  if (isInverted) words.shift()
  const take = (word: string): string | null => {
    const at = words.indexOf(word)
    return at < 0 ? null : (words.splice(at, 2)[1] ?? null)
  }
  const network = (word: string) => {
    const told = take(word)
    return told === 'all' ? null : told
  }
  const [from, to, mark, inDevice, outDevice] = [
    network('from'),
    network('to'),
    take('fwmark'),
    take('iif'),
    take('oif'),
  ]
  const [suppressed, table, next] = [take('suppress_prefixlength'), take('lookup'), take('goto')]
  const [value, mask] = mark?.split('/') ?? []
  const plain = plainActions.find((each) => words.at(-1) === each)
  if (table === null && next === null && plain !== undefined) words.pop()
  return {
    priority,
    isInverted,
    from,
    to,
    mark: value === undefined ? null : { value: Number(value), mask: mask === undefined ? everyBit : Number(mask) },
    inDevice,
    outDevice,
    others: words.join(' '),
    action:
      table !== null
        ? { is: 'lookup', table, suppressed: suppressed === null ? null : Number(suppressed) }
        : next !== null
          ? { is: 'goto', priority: Number(next) }
          : { is: plain ?? 'nop' },
  }
}
