import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bareLook, capture, lookWith, ran, valueRead } from '../../fixtures/look.ts'
import { type Route, routes, routesOf } from './index.ts'
import { formatRoute, parseRoute } from './line.ts'

const commands = {
  4: 'ip -4 -j route show table all',
  6: 'ip -6 -j route show table all',
}
const captured = {
  [commands[4]]: capture('routes/fixtures/ip-4.json'),
  [commands[6]]: capture('routes/fixtures/ip-6.json'),
}
describe('routes by iproute2', () => {
  it('are those packets may take, each next hop for itself, the main table first', async () => {
    const value = valueRead(await routes.read(lookWith(captured)))
    expect(value).toMatchObject({ by: 'ip', total: 15 })
    expect(value.lines).toEqual([
      '0.0.0.0/0 via 192.168.138.1 dev br0',
      '10.7.0.0/16 via fd00:1::9 dev br0',
      '10.9.0.0/16 via 192.168.138.7 dev br0 weight 2',
      '10.9.0.0/16 via 192.168.138.8 dev br0 weight 1',
      'blackhole 100.66.209.192/26 proto bird',
      '100.66.209.194/32 dev v0 scope link',
      '100.74.135.0/26 via 192.168.138.54 dev br0 proto bird onlink',
      '192.168.138.0/24 dev br0 proto kernel scope link src 192.168.138.52',
      'fd00:1::/64 dev br0 proto kernel metric 256',
      'fd00:2::/64 via fd00:1::1 dev br0 metric 1024',
      'unreachable fd00:3::/64 metric 1024',
      'fd00:4::/64 via fd00:1::2 dev br0 metric 1024 weight 1',
      'fd00:4::/64 via fd00:1::3 dev br0 metric 1024 weight 1',
      '::/0 via fd00:1::1 dev br0 metric 1024',
      '10.8.0.0/16 via 192.168.138.9 dev br0 table 77 src 192.168.138.52 metric 50 mtu 1400',
    ])
  })

  it('know weight, mtu, source, scope and onlink', async () => {
    const entries = routesOf(valueRead(await routes.read(lookWith(captured))))
    const to = (network: string) => entries.filter((route) => route.to === network)
    expect(to('10.9.0.0/16').map(({ weight }) => weight)).toEqual([2, 1])
    expect(to('10.8.0.0/16')).toMatchObject([{ metric: 50, mtu: 1400, source: '192.168.138.52', weight: null }])
    expect(to('100.66.209.194/32')).toMatchObject([{ scope: 'link', onlink: false, metric: null }])
    expect(to('100.74.135.0/26')).toMatchObject([{ scope: null, onlink: true }])
  })

  it('without IPv6 are those of IPv4', async () => {
    const value = valueRead(await routes.read(lookWith({ ...captured, [commands[6]]: '' })))
    expect(routesOf(value).some(({ to }) => to.includes(':'))).toBe(false)
    expect(value.total).toBeGreaterThan(5)
  })
})

describe('routes without iproute2', () => {
  const files: Record<string, string> = {
    '/proc/net/route': capture('routes/fixtures/proc-net-route.txt'),
    '/proc/net/ipv6_route': capture('routes/fixtures/proc-net-ipv6_route.txt'),
  }

  it('are the same main table, by /proc', async () => {
    const value = valueRead(await routes.read({ ...bareLook, file: (path) => files[path] ?? null }))
    expect(value.by).toBe('proc')
    const entries = routesOf(valueRead(await routes.read(lookWith(captured))))
    // /proc shows one next hop of several, no gateway of the other family, and nothing of what rejects.
    const comparable = entries
      .filter(
        ({ table, type, to, via }) =>
          table === 'main' && type !== 'unreachable' && to !== '10.7.0.0/16' && via !== '192.168.138.8',
      )
      .map(({ type, to, via, device, metric }) => ({ type, to, via, device, metric }))
    expect(
      routesOf(value)
        .filter(({ to }) => to !== '10.7.0.0/16')
        .map(({ type, to, via, device, metric }) => ({ type, to, via, device, metric })),
    ).toEqual(comparable)
  })

  it('are unsupported where there is no /proc either', async () => {
    expect(await routes.read(bareLook)).toMatchObject({ is: 'unsupported' })
  })
})

it('routes of one family that cannot be read are no empty list', async () => {
  const look = lookWith({}, { run: async (argv) => (argv.includes('-4') ? ran('[]') : { is: 'failed', why: 'No.' }) })
  expect(await routes.read(look)).toEqual({ is: 'unreadable', why: 'No.' })
})

const name = fc.stringMatching(/^[a-z0-9:.]{1,12}$/).filter((word) => word !== 'onlink')
const known = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const arbitraryRoute: fc.Arbitrary<Route> = fc.record({
  to: fc.stringMatching(/^[0-9a-f:.]{1,20}\/[0-9]{1,3}$/),
  via: known(name),
  device: known(name),
  type: fc.constantFrom('unicast', 'blackhole', 'unreachable', 'local'),
  table: fc.constantFrom('main', '77', 'vrf'),
  protocol: known(name),
  scope: known(name),
  source: known(name),
  metric: known(fc.nat({ max: 4_294_967_295 })),
  weight: known(fc.nat({ max: 256 })),
  mtu: known(fc.nat({ max: 65_536 })),
  onlink: fc.boolean(),
})

it('a route is the same after being a line', () => {
  fc.assert(
    fc.property(arbitraryRoute, (route) => {
      expect(parseRoute(formatRoute(route))).toEqual(route)
    }),
  )
})
