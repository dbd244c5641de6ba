import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bareLook, capture, lookWith, ran, valueRead } from '../../fixtures/look.ts'
import { rules, rulesOf } from './index.ts'
import { formatRule, parseRule, type Rule } from './line.ts'

const captured = {
  'ip -4 -j rule': capture('rules/fixtures/ip-4.json'),
  'ip -6 -j rule': capture('rules/fixtures/ip-6.json'),
}

describe('rules by iproute2', () => {
  it('are told in the order they are asked', async () => {
    const value = valueRead(await rules.read(lookWith(captured)))
    expect(value.ipv4).toEqual({
      total: 18,
      lines: [
        '0: from all lookup local',
        '40: from all goto 100',
        '50: not from 10.9.0.0/16 blackhole',
        '60: from all oif lo tos 0x10 lookup 5 suppress_prefixlength 0',
        '99: from all nop',
        '100: from 10.0.0.0/24 to 10.2.0.0/16 fwmark 0x10/0xff iif lo lookup 77',
        '101: from all ipproto tcp sport 100-200 dport 80 lookup main',
        '102: from all uidrange 0-0 ipproto udp dport 53 lookup 300',
        '512: from all to 10.1.0.5/32 lookup main',
        '1000: from all l3mdev',
        '1024: from all fwmark 0x80/0x80 lookup main',
        '1025: from all fwmark 0x7 unreachable',
        '1026: from all suppress_ifgroup 3 lookup 5',
        '1030: from 10.0.0.0/8 lookup 5',
        '1031: from all tun_id 5 lookup 5',
        '1536: from 10.1.0.5/32 lookup 1000',
        '32766: from all lookup main',
        '32767: from all lookup default',
      ],
    })
    expect(value.ipv6.lines).toEqual([
      '0: from all lookup local',
      '32765: from fd00:244::/64 lookup 9',
      '32766: from all lookup main',
    ])
    expect(rulesOf(value, 4)![1]!.action).toEqual({ is: 'goto', priority: 100 })
    expect(rulesOf(value, 4)![5]!.mark).toEqual({ value: 0x10, mask: 0xff })
  })

  it('without IPv6 are those of IPv4, and those of IPv6 are not known', async () => {
    const look = lookWith({}, { run: async (argv) => (argv.includes('-4') ? ran(captured['ip -4 -j rule']) : no) })
    const value = valueRead(await rules.read(look))
    expect(rulesOf(value, 6)).toBeNull()
    expect(rulesOf(value, 4)).toHaveLength(18)
  })

  it('that cannot be read are no empty list', async () => {
    expect(await rules.read(lookWith({}, { run: async () => no }))).toEqual({ is: 'unreadable', why: 'No.' })
  })

  it('are unsupported where iproute2 is not', async () => {
    expect(await rules.read(bareLook)).toMatchObject({ is: 'unsupported' })
  })

  it('of which not all are told are not known', async () => {
    const value = valueRead(await rules.read(lookWith(captured)))
    expect(rulesOf({ ...value, ipv4: { ...value.ipv4, total: 19 } }, 4)).toBeNull()
  })
})

const no = { is: 'failed', why: 'No.' } as const
const known = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const network = known(fc.stringMatching(/^[0-9a-f:.]{1,20}\/[0-9]{1,3}$/))
const device = known(fc.constantFrom('lo', 'eth0', 'cali0f3a'))
const word = fc.nat(0xffff_ffff)
const arbitraryRule: fc.Arbitrary<Rule> = fc.record({
  priority: fc.nat(0xffff_ffff),
  isInverted: fc.boolean(),
  from: network,
  to: network,
  mark: known(fc.record({ value: word, mask: word })),
  inDevice: device,
  outDevice: device,
  others: fc.constantFrom('', 'ipproto tcp dport 80', 'tos 0x10', 'uidrange 0-99'),
  action: fc.oneof(
    fc.record({
      is: fc.constant('lookup' as const),
      table: fc.constantFrom('main', '77', 'vrf-red'),
      suppressed: known(fc.nat(128)),
    }),
    fc.record({ is: fc.constant('goto' as const), priority: word }),
    fc.record({ is: fc.constantFrom('nop', 'l3mdev', 'blackhole', 'unreachable', 'prohibit') }),
  ),
})

it('a rule is the same after being a line', () => {
  fc.assert(
    fc.property(arbitraryRule, (rule) => {
      expect(parseRule(formatRule(rule))).toEqual(rule)
    }),
  )
})
