/** What simulated nodes answer, read by the sources agents read real nodes with. */
import { describe, expect, it } from 'vitest'
import { valueRead } from '#model/fixtures/look.ts'
import { devices } from '#model/sources/devices/index.ts'
import { ipsets } from '#model/sources/ipsets/index.ts'
import { kubeProxy } from '#model/sources/kube-proxy/index.ts'
import { type Routes, routes, routesOf } from '#model/sources/routes/index.ts'
import { serviceAddresses } from '#model/sources/service-addresses/index.ts'
import { settings } from '#model/sources/settings/index.ts'
import type { VirtualServer } from '#model/topology.ts'
import { makeLook } from '#server/agent/facts/look.ts'
import { type KernelConfig, makeSimulatedKernel } from '../kernel.ts'
import { caliDevice } from '../network.ts'
import { kernelConfig } from '../testing.ts'

const pod = { namespace: 'default', name: 'web-1', address: '100.117.189.70' }

function makeNode(changes: Partial<KernelConfig> = {}) {
  const node = makeSimulatedKernel(kernelConfig(changes))
  node.setPods([pod])
  const serve = (address: string, port: number) =>
    node.table.addServer({
      match: { protocol: 'TCP', address, port },
      scheduler: 'rr',
      schedulerFlags: [],
      onePacket: false,
      persistence: null,
      realServers: address.includes(':') ? [] : [{ address: pod.address, port: 8080, forward: 'Masq', weight: 1 }],
    } satisfies VirtualServer)
  if (changes.hasIpvs ?? true) {
    serve('10.104.197.218', 80)
    serve('203.0.113.10', 80)
    serve('fd00:96::10', 80)
    serve('192.168.138.50', 30_080)
    serve('100.117.189.64', 30_080)
  }
  return makeLook(node.kernel)
}

describe('a simulated node', () => {
  it('has the devices of Calico and kube-proxy, and those of its Pods', async () => {
    const { entries } = valueRead(await devices.read(makeNode()))
    expect(entries.map(({ name, kind, up }) => `${name} ${kind} ${up}`)).toEqual([
      'lo loopback true',
      'enp4s4 ether true',
      'tunl0 ipip true',
      'kube-ipvs0 dummy false',
      `${caliDevice('default', 'web-1')} veth true`,
    ])
  })

  it('has on kube-ipvs0 what is in its table and not its own', async () => {
    expect(valueRead(await serviceAddresses.read(makeNode()))).toEqual({
      exists: true,
      up: false,
      noArp: true,
      total: 3,
      addresses: ['10.104.197.218', '203.0.113.10', 'fd00:96::10'],
    })
  })

  it('tells the same main routes by iproute2 and by /proc', async () => {
    const byIp = valueRead(await routes.read(makeNode()))
    const byProc = valueRead(await routes.read(makeNode({ hasPrograms: false })))
    expect([byIp.by, byProc.by]).toEqual(['ip', 'proc'])
    const plain = (value: Routes) =>
      routesOf(value)
        .map(({ type, to, via, device }) => `${type} ${to} ${via} ${device}`)
        .sort()
    expect(plain(byIp)).toEqual(
      [
        'unicast 0.0.0.0/0 192.168.138.1 enp4s4',
        'unicast 100.66.209.192/26 192.168.138.52 tunl0',
        'blackhole 100.117.189.64/26 null null',
        `unicast 100.117.189.70/32 null ${caliDevice('default', 'web-1')}`,
        'unicast 192.168.138.0/24 null enp4s4',
      ].sort(),
    )
    expect(plain(byProc)).toEqual(plain(byIp))
  })

  it('on a large LAN is in its network', async () => {
    const network = {
      address: '10.3.7.9',
      podBlock: '100.117.189.64/26',
      device: 'eth0',
      lanPrefix: 16,
      gateway: '10.3.0.1',
      ipv6: 'fd00:3::9',
    }
    const told = routesOf(valueRead(await routes.read(makeNode({ network }))))
    expect(told.filter(({ protocol }) => protocol === 'kernel').map(({ to }) => to)).toEqual([
      '10.3.0.0/16',
      'fd00:3::/64',
    ])
  })

  it('has kube-proxy’s sets of what is in its table', async () => {
    const { sets } = valueRead(await ipsets.read(makeNode()))
    expect(sets.map(({ name, members }) => [name, members])).toEqual([
      ['KUBE-6-CLUSTER-IP', ['fd00:96::10,tcp:80']],
      ['KUBE-6-IPVS-IPS', ['fd00:96::10']],
      ['KUBE-CLUSTER-IP', ['10.104.197.218,tcp:80']],
      ['KUBE-IPVS-IPS', ['10.104.197.218', '203.0.113.10']],
      ['KUBE-LOAD-BALANCER', ['203.0.113.10,tcp:80']],
      ['KUBE-LOOP-BACK', ['100.117.189.70,tcp:8080,100.117.189.70']],
      ['KUBE-NODE-PORT-TCP', ['30080']],
      ['KUBE-NODE-PORT-UDP', []],
    ])
  })

  it('is set as kube-proxy sets it, but for what somebody changed', async () => {
    const { values, withoutTimeouts } = valueRead(await settings.read(makeNode({ settings: { 'vs.conntrack': '0' } })))
    const told = new Map(values)
    expect(told.get('vs.conntrack')).toBe('0')
    expect(told.get('vs.expire_nodest_conn')).toBe('1')
    expect(told.get('nf_conntrack_max')).toBe('262144')
    expect(told.get('timeout.tcp')).toBe('900')
    expect(told.has('vs.est_cpulist')).toBe(false)
    expect(withoutTimeouts).toBeNull()
  })

  it('without the module has another proxy, no kube-ipvs0 and no settings of IPVS', async () => {
    const look = makeNode({ hasIpvs: false })
    expect(valueRead(await kubeProxy.read(look))).toEqual({ mode: 'iptables', version: 'v1.32.13' })
    expect(valueRead(await serviceAddresses.read(look))).toMatchObject({ exists: false })
    const { values, withoutTimeouts } = valueRead(await settings.read(look))
    expect(values.some(([name]) => name.startsWith('vs.'))).toBe(false)
    expect(withoutTimeouts).toMatch(/not loaded/)
  })

  it('without programs says so', async () => {
    expect(await devices.read(makeNode({ hasPrograms: false }))).toEqual({
      is: 'unsupported',
      why: 'ip is not installed here.',
    })
  })
})
