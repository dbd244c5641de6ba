import { describe, expect, it } from 'vitest'
import { capture, lookWith, valueRead } from '../../fixtures/look.ts'
import { devices } from './index.ts'

const command = 'ip -j -d link show'
const read = async (text: string) => valueRead(await devices.read(lookWith({ [command]: text })))

describe('devices', () => {
  it('of a Calico node: the tunnel, the Pod’s end, and kube-ipvs0, which is off', async () => {
    const { total, entries } = await read(capture('devices/fixtures/calico-node.json'))
    expect(total).toBe(5)
    expect(entries.map(({ index, name, kind, mtu }) => [index, name, kind, mtu])).toEqual([
      [1, 'lo', 'loopback', 65_536],
      [2, 'enp4s4', 'ether', 1500],
      [3, 'tunl0', 'ipip', 1480],
      [4, 'kube-ipvs0', 'dummy', 1500],
      [5, 'cali0fb9645b100', 'veth', 1500],
    ])
    expect(entries[2]).toMatchObject({ up: true, carrier: true, noArp: true })
    expect(entries[2]!.tunnel).toEqual({ local: null, remote: null, id: null, port: null })
    expect(entries[3]).toMatchObject({ up: false, carrier: false, noArp: true, tunnel: null })
  })

  it('of a node with a bridge and VXLAN: ports know their bridge, the tunnel its identifier', async () => {
    const { entries } = await read(capture('devices/fixtures/bridge-and-vxlan.json'))
    const named = (name: string) => entries.find((device) => device.name === name)
    expect(named('v0')).toMatchObject({ kind: 'veth', master: 'br0' })
    expect(named('vxlan.calico')).toMatchObject({
      kind: 'vxlan',
      up: false,
      tunnel: { local: '10.0.0.1', remote: null, id: 4096, port: 4789 },
    })
    expect(named('br0')).toMatchObject({ kind: 'bridge', master: null, tunnel: null })
  })

  it('does not change when only counters and timers do', async () => {
    const first = capture('devices/fixtures/bridge-and-vxlan.json')
    const later = first
      .replaceAll('"gc_timer":0.06', '"gc_timer":2.11')
      .replaceAll('"promiscuity":0', '"promiscuity":3')
    expect(later).not.toBe(first)
    expect(await read(later)).toEqual(await read(first))
  })

  it('tells how many there are, though not all', async () => {
    const many = Array.from({ length: 2_500 }, (_, at) => ({
      ifindex: 2_500 - at,
      ifname: `cali${at}`,
      flags: [],
      mtu: 1480,
    }))
    const { total, entries } = await read(JSON.stringify(many))
    expect([total, entries.length, entries[0]!.index]).toEqual([2_500, 2_000, 1])
  })
})
