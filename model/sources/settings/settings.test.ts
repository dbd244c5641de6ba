import { describe, expect, it } from 'vitest'
import { bareLook, valueRead } from '../../fixtures/look.ts'
import { settings } from './index.ts'
import { judgeSetting, kubeProxySets } from './judge.ts'
import { knownSettings } from './known.ts'

const files: Readonly<Record<string, string>> = {
  '/proc/sys/net/ipv4/vs/conntrack': '1\n',
  '/proc/sys/net/ipv4/vs/sync_threshold': '3\t50\n',
  '/proc/sys/net/bridge/bridge-nf-call-iptables': '1\n',
  '/proc/sys/net/ipv4/ip_forward': '0\n',
}
const look = { ...bareLook, file: (path: string) => files[path] ?? null }
const known = (name: string) => knownSettings.find((setting) => setting.name === name)!

describe('settings', () => {
  it('are those this kernel has, with the IPVS timeouts', async () => {
    const timeouts = () => ({ tcp: 900, tcpFin: 120, udp: 300 })
    expect(valueRead(await settings.read({ ...look, timeouts }))).toEqual({
      values: [
        ['vs.conntrack', '1'],
        ['vs.sync_threshold', '3\t50'],
        ['timeout.tcp', '900'],
        ['timeout.tcpfin', '120'],
        ['timeout.udp', '300'],
        ['ipv4.ip_forward', '0'],
        ['bridge.bridge-nf-call-iptables', '1'],
      ],
      withoutTimeouts: null,
    })
  })

  it('without netlink say why there are no timeouts', async () => {
    expect(valueRead(await settings.read(look))).toMatchObject({ withoutTimeouts: 'There is no netlink here.' })
  })

  it('of a machine that is no Linux cannot be read', async () => {
    expect(await settings.read(bareLook)).toMatchObject({ is: 'unreadable' })
  })

  it('are named once each', () => {
    expect(new Set(knownSettings.map(({ name }) => name)).size).toBe(knownSettings.length)
  })
})

describe('judgement', () => {
  it.each([
    ['vs.conntrack', '1', 'as-kube-proxy'],
    ['vs.conntrack', '0', 'against-kube-proxy'],
    ['ipv4.ip_forward', '0', 'against-kube-proxy'],
    ['nf_conntrack_tcp_timeout_established', '432000', 'other-than-kube-proxy'],
    ['nf_conntrack_max', '262144', 'as-kube-proxy'],
    ['nf_conntrack_max', '65536', 'other-than-kube-proxy'],
    ['vs.drop_entry', '0', 'kernel-default'],
    ['vs.drop_entry', '3', 'changed'],
    ['nf_conntrack_buckets', '3072', 'not-judged'],
  ])('%s = %s is %s', (name, value, standing) => {
    expect(judgeSetting(known(name), value, '6.1.0-28-amd64')).toBe(standing)
  })

  it.each([
    ['3.10.0-1160.el7.x86_64', null],
    ['4.1.0', '0'],
    ['4.19.0-26-amd64', '0'],
    ['5.8.18', '0'],
    ['5.9.0', null],
    ['6.1.176', null],
    ['10.0.0', null],
  ])('on kernel %s kube-proxy sets conn_reuse_mode to %s', (release, value) => {
    expect(kubeProxySets(known('vs.conn_reuse_mode'), release)).toBe(value)
  })
})
