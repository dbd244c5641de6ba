import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CaptureFilter, captureLimits, parseCaptureQuestion } from '../capture/question.ts'
import { formatCaptureFilter } from './capture-filter.ts'

const address = fc.oneof(fc.ipV4(), fc.ipV6())
const port = fc.nat(65_535)
const filters = fc
  .record({
    ends: fc.array(
      fc.record({ protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'), address, port: fc.option(port, { nil: null }) }),
      { minLength: 1, maxLength: 6 },
    ),
    peers: fc.array(address, { maxLength: 4 }),
    tunnels: fc.array(fc.oneof(fc.constant({ is: 'ipip' }), fc.record({ is: fc.constant('vxlan'), port })), {
      maxLength: 4,
    }),
    errors: fc.boolean(),
  })
  .map((filter) => {
    const parsed = parseCaptureQuestion({ filter })
    if (!parsed.ok) throw new Error('A filter was made that no question may hold.')
    return parsed.value.filter
  })

const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0
/** Null when tcpdump takes it, else what it says. */
const refusal = (text: string) => {
  const { status, stderr } = spawnSync('tcpdump', ['-y', 'LINUX_SLL2', '-d', text], { encoding: 'utf8' })
  return status === 0 ? null : stderr
}
const make = (filter: Partial<CaptureFilter>): CaptureFilter => ({
  ends: [{ protocol: 'TCP', address: '10.104.197.218', port: 80 }],
  peers: [],
  tunnels: [],
  errors: false,
  ...filter,
})

describe('formatCaptureFilter', () => {
  it('reads as a person would write it', () => {
    expect(formatCaptureFilter(make({}))).toBe(
      '(ip proto 6 and ((ip src host 10.104.197.218 and src port 80) or (ip dst host 10.104.197.218 and dst port 80)))',
    )
  })

  it('holds nothing but fixed words and numbers', () => {
    const words = /\b(?:and|or|ip6?|icmp|proto|src|dst|host|port)\b/g
    fc.assert(
      fc.property(filters, (filter) => {
        const rest = formatCaptureFilter(filter).replace(words, '')
        expect(rest).toMatch(/^[0-9a-f.:[\]()&<= ]*$/)
      }),
    )
  })

  it('stays short enough for an argument', () => {
    const address = (number: number) => `2001:db8:ffff:ffff:ffff:ffff:ffff:${number.toString(16)}`
    const numbers = Array.from({ length: captureLimits.ends }, (_, number) => number)
    const largest = make({
      ends: numbers.map((number) => ({ protocol: 'TCP', address: address(number), port: 40_000 + number })),
      peers: numbers.map((number) => address(number + 1_000)),
      tunnels: [{ is: 'ipip' }, { is: 'vxlan', port: 4_789 }],
      errors: true,
    })
    expect(formatCaptureFilter(largest).length).toBeLessThan(1 << 17)
  })

  it.skipIf(!hasTcpdump)('is what tcpdump takes, whatever is asked', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(refusal(formatCaptureFilter(filter))).toBeNull()
      }),
      { numRuns: 100 },
    )
  })

  it.skipIf(!hasTcpdump)('matches nothing where no peer is of the family of an end', () => {
    expect(refusal(formatCaptureFilter(make({ peers: ['fd00::1'] })))).toBeNull()
  })
})
