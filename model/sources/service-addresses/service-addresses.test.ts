import { describe, expect, it } from 'vitest'
import { capture, lookWith, valueRead } from '../../fixtures/look.ts'
import { serviceAddresses } from './index.ts'

const command = 'ip -j address show dev kube-ipvs0'
const device = (rest: object) => JSON.stringify([{ ifindex: 4, ifname: 'kube-ipvs0', ...rest }])
const read = async (text: string) => valueRead(await serviceAddresses.read(lookWith({ [command]: text })))

describe('service addresses', () => {
  it('of a real node', async () => {
    expect(await read(capture('service-addresses/fixtures/calico-node.json'))).toEqual({
      exists: true,
      up: false,
      noArp: true,
      total: 1,
      addresses: ['10.104.197.218'],
    })
  })

  it('are in the order of addresses, without the device’s own link-local one', async () => {
    const addr_info = ['10.104.197.218', 'fe80::1', '10.96.0.1', 'fd00:96::10', '9.0.0.1'].map((local) => ({ local }))
    const value = await read(device({ flags: ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'], addr_info }))
    expect(value).toMatchObject({ up: true, total: 4 })
    expect(value.addresses).toEqual(['9.0.0.1', '10.96.0.1', '10.104.197.218', 'fd00:96::10'])
  })

  it('of a node without the device say that there is none; any other failure is no answer', async () => {
    const failing = (why: string) => lookWith({}, { run: async () => ({ is: 'failed', why }) })
    const none = await serviceAddresses.read(failing('“ip …” failed: Device "kube-ipvs0" does not exist.'))
    expect(none).toMatchObject({ is: 'read', value: { exists: false, total: 0 } })
    expect(await serviceAddresses.read(failing('“ip …” failed: Operation not permitted.'))).toMatchObject({
      is: 'unreadable',
    })
  })
})
