import { describe, expect, test } from 'vitest'
import { parseRoute } from '../sources/routes/line.ts'
import { parseRule } from '../sources/rules/line.ts'
import { chooseRoute, type Sent } from './choose-route.ts'

const routes = [
  '0.0.0.0/0 via 192.168.0.1 dev eth0',
  '10.2.0.0/16 dev eth0',
  '10.2.0.0/16 dev eth9 metric 5',
  '10.2.7.0/24 dev eth7',
  '10.2.0.0/16 dev eth1 table 77',
  '0.0.0.0/0 via 192.168.1.1 dev eth1 table 1000',
  'throw 10.3.0.0/16 table 88',
  'blackhole 10.4.0.0/16 table 88',
  '0.0.0.0/0 dev eth2 table default',
  '::/0 via fd00::1 dev eth0',
  'fd00:2::/64 dev eth1 table 77',
].map(parseRoute)
const usual = ['0: from all lookup local', '32766: from all lookup main', '32767: from all lookup default']

/** `DEVICE` or the kind of route that refuses, and the rule that chose it. */
function choose(first: readonly string[], packet: Partial<Sent> & Pick<Sent, 'to'>, last = usual): string {
  const rules = [...first, ...last].map(parseRule).sort((a, b) => a.priority - b.priority)
  const { route, rule } = chooseRoute(routes, rules, { from: null, device: null, ...packet })
  return `${route === null ? 'none' : (route.device ?? route.type)}${rule === null ? '' : ` by ${rule}`}`
}

describe('the route a packet takes', () => {
  test('without rules of its own is of the main table: the longest prefix, then the smallest metric', () => {
    expect(choose([], { to: '10.2.1.1' })).toBe('eth0')
    expect(choose([], { to: '10.2.7.1' })).toBe('eth7')
    expect(choose([], { to: 'fd00:2::1' })).toBe('eth0')
    expect(chooseRoute(routes, null, { to: '10.2.7.1', from: null, device: null })).toMatchObject({
      route: { device: 'eth7' },
      rule: null,
    })
  })

  test.for([
    ['100: from all to 10.2.0.0/16 lookup 77', { to: '10.2.7.1' }, 'eth1', true],
    ['100: from all to 10.9.0.0/16 lookup 77', { to: '10.2.7.1' }, 'eth7', false],
    // A Pod's own table, as the VPC network plug-in of AWS lays it.
    ['1536: from 10.1.0.5/32 lookup 1000', { to: '10.2.7.1', from: '10.1.0.5' }, 'eth1', true],
    ['1536: from 10.1.0.5/32 lookup 1000', { to: '10.2.7.1', from: '10.1.0.6' }, 'eth7', false],
    ['1536: from 10.1.0.5/32 lookup 1000', { to: '10.2.7.1' }, 'eth7', false],
    ['50: not from 10.1.0.0/16 lookup 1000', { to: '10.2.7.1', from: '10.9.0.1' }, 'eth1', true],
    ['50: not from 10.1.0.0/16 lookup 1000', { to: '10.2.7.1', from: '10.1.0.1' }, 'eth7', false],
    // What the node sends itself comes in by lo.
    ['50: from all iif lo lookup 77', { to: '10.2.7.1' }, 'eth1', true],
    ['50: from all iif lo lookup 77', { to: '10.2.7.1', device: 'cali1' }, 'eth7', false],
    ['50: from all iif cali1 lookup 77', { to: '10.2.7.1', device: 'cali1' }, 'eth1', true],
    // A packet without a mark.
    ['9: from all fwmark 0x200/0xf00 lookup 77', { to: '10.2.7.1' }, 'eth7', false],
    ['9: from all fwmark 0x0/0xf00 lookup 77', { to: '10.2.7.1' }, 'eth1', true],
    ['9: from all oif eth1 lookup 77', { to: '10.2.7.1' }, 'eth7', false],
    ['9: from all ipproto tcp dport 80 lookup 77', { to: '10.2.7.1' }, 'eth7', false],
    ['9: from all lookup 1000 suppress_prefixlength 0', { to: '10.2.7.1' }, 'eth7', false],
    ['9: from all lookup 77 suppress_prefixlength 0', { to: '10.2.7.1' }, 'eth1', true],
    ['9: from all lookup 88', { to: '10.3.0.1' }, 'eth0', false],
    ['9: from all lookup 88', { to: '10.4.0.1' }, 'blackhole', true],
    ['9: from all to 10.4.0.0/16 unreachable', { to: '10.4.0.1' }, 'unreachable', true],
    ['9: from all to fd00:2::/64 lookup 77', { to: 'fd00:2::1' }, 'eth1', true],
    ['9: from all l3mdev', { to: '10.2.7.1' }, 'eth7', false],
  ] as const)('%s: %o', ([rule, packet, device, isNamed]) => {
    expect(choose([rule], packet)).toBe(isNamed ? `${device} by ${rule}` : device)
  })

  test('a rule that leads on passes over those between', () => {
    const rules = ['40: from all goto 100', '60: from all lookup 77', '100: from all to 10.2.7.0/24 lookup 1000']
    expect(choose(rules, { to: '10.2.7.1' })).toBe(`eth1 by ${rules[2]}`)
    expect(choose(rules, { to: '10.2.8.1' })).toBe('eth0')
  })

  test('the last table is asked when the main one has none, and none is none', () => {
    expect(choose([], { to: '10.2.7.1' }, ['32767: from all lookup default'])).toBe(
      'eth2 by 32767: from all lookup default',
    )
    expect(choose([], { to: '10.2.7.1' }, ['0: from all lookup local'])).toBe('none')
  })
})
