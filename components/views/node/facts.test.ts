import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { zh } from '#components/words/zh.ts'
import { capture } from '#model/fixtures/look.ts'
import { makePodId } from '#model/ids.ts'
import type { Device } from '#model/sources/devices/index.ts'
import { parseIpsets } from '#model/sources/ipsets/index.ts'
import type { Route } from '#model/sources/routes/index.ts'
import { knownSettings } from '#model/sources/settings/known.ts'
import { deviceRows, podOfRoute } from './device-rows.ts'
import { isTelling, isWrong, settingRows } from './settings-scene.ts'

const settings = (...values: [string, string][]) => ({ values, withoutTimeouts: null })

describe('settings', () => {
  it('stand beside what kube-proxy sets on this kernel, in a fixed order', () => {
    const told = settings(
      ['ipv4.ip_forward', '1'],
      ['nf_conntrack_max', '262144'],
      ['vs.conntrack', '0'],
      ['vs.conn_reuse_mode', '1'],
      ['timeout.udp', '300'],
      ['a.later.kernels', '7'],
    )
    const rows = settingRows(told, '4.19.0-26-amd64')
    expect(rows.map(({ label, kubeProxy, standing }) => [label, kubeProxy, standing])).toEqual([
      ['net.ipv4.vs.conntrack', '1', 'against-kube-proxy'],
      ['net.ipv4.vs.conn_reuse_mode', '0', 'against-kube-proxy'],
      ['udp', null, 'kernel-default'],
      ['net.netfilter.nf_conntrack_max', '≥ 131072', 'as-kube-proxy'],
      ['net.ipv4.ip_forward', '1', 'as-kube-proxy'],
    ])
    expect(rows.filter(isWrong)).toHaveLength(2)
    expect(rows.filter(isTelling).map(({ name }) => name)).not.toContain('timeout.udp')
    expect(settingRows(told, '6.1.0').filter(isWrong)).toHaveLength(1)
  })

  it.each([
    ['English', en],
    ['Chinese', zh],
  ])('have a meaning each in %s, and no other', (_, { facts }) => {
    expect(Object.keys(facts.meanings).sort()).toEqual(knownSettings.map(({ name }) => name).sort())
  })
})

it('every set kube-proxy keeps is explained', () => {
  const { sets } = parseIpsets(capture('ipsets/fixtures/every-service-kind.txt'))
  expect(sets.map(({ name }) => name).filter((name) => !(name in en.facts.setHolds))).toEqual([])
})

describe('devices', () => {
  const device = (name: string): Device => ({
    index: 1,
    name,
    kind: 'veth',
    mtu: 1480,
    up: true,
    carrier: true,
    noArp: false,
    master: null,
    tunnel: null,
  })
  const route = (rest: Partial<Route>): Route => ({
    to: '100.66.209.194/32',
    via: null,
    device: 'cali1',
    type: 'unicast',
    table: 'main',
    protocol: 'boot',
    scope: 'link',
    source: null,
    metric: 0,
    weight: null,
    mtu: null,
    onlink: false,
    ...rest,
  })
  const web = makePodId('default', 'web-1')
  const pods = new Map([['100.66.209.194', web]])

  it('have their addresses, and the Pod that is reached through them', () => {
    const rows = deviceRows({
      addresses: [
        { device: 'eth0', address: '10.0.0.1', prefix: 24 },
        { device: 'gone', address: '10.0.0.2', prefix: 24 },
        { device: 'eth0', address: 'fd00::1', prefix: 64 },
      ],
      devices: [device('eth0'), device('cali1')],
      routes: [route({}), route({ to: '100.66.209.192/26', device: null, type: 'blackhole' })],
      pods,
    })
    expect(rows.map(({ name, device: known, addresses, pod }) => [name, known !== null, addresses, pod])).toEqual([
      ['eth0', true, ['10.0.0.1/24', 'fd00::1/64'], null],
      ['cali1', true, [], web],
      ['gone', false, ['10.0.0.2/24'], null],
    ])
  })

  it('a route to a network, or by another node, leads to no Pod of a device', () => {
    expect(podOfRoute(route({}), pods)).toBe(web)
    expect(podOfRoute(route({ to: '100.66.209.194/26' }), pods)).toBeNull()
    expect(podOfRoute(route({ via: '192.168.138.52' }), pods)).toBeNull()
  })
})
