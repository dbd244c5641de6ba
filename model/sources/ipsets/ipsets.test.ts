import { describe, expect, it } from 'vitest'
import { bareLook, capture, lookWith, valueRead } from '../../fixtures/look.ts'
import { ipsets, parseIpsets } from './index.ts'

const read = async (text: string) => valueRead(await ipsets.read(lookWith({ 'ipset save': text })))

describe('ipsets', () => {
  it('are what kube-proxy keeps for Services of every kind, and nobody else’s', async () => {
    const { sets } = await read(capture('ipsets/fixtures/every-service-kind.txt'))
    expect(sets.map(({ name, total }) => `${name} ${total}`)).toEqual([
      'KUBE-CLUSTER-IP 14',
      'KUBE-EXTERNAL-IP 1',
      'KUBE-EXTERNAL-IP-LOCAL 0',
      'KUBE-HEALTH-CHECK-NODE-PORT 1',
      'KUBE-IPVS-IPS 14',
      'KUBE-LOAD-BALANCER 1',
      'KUBE-LOAD-BALANCER-FW 0',
      'KUBE-LOAD-BALANCER-LOCAL 1',
      'KUBE-LOAD-BALANCER-SOURCE-CIDR 0',
      'KUBE-LOAD-BALANCER-SOURCE-IP 0',
      'KUBE-LOOP-BACK 8',
      'KUBE-NODE-PORT-LOCAL-SCTP-HASH 0',
      'KUBE-NODE-PORT-LOCAL-TCP 2',
      'KUBE-NODE-PORT-LOCAL-UDP 0',
      'KUBE-NODE-PORT-SCTP-HASH 0',
      'KUBE-NODE-PORT-TCP 3',
      'KUBE-NODE-PORT-UDP 0',
    ])
    const named = (name: string) => sets.find((set) => set.name === name)
    expect(named('KUBE-NODE-PORT-TCP')).toMatchObject({
      type: 'bitmap:port',
      limit: null,
      members: ['31080', '31081', '31082'],
    })
    expect(named('KUBE-LOAD-BALANCER')).toMatchObject({
      type: 'hash:ip,port',
      limit: 65_536,
      members: ['203.0.113.10,tcp:80'],
    })
  })

  it('do not change with the order the kernel lists them in, nor with its random seed', () => {
    const saved = capture('ipsets/fixtures/every-service-kind.txt')
    const creates = saved.split('\n').filter((line) => line.startsWith('create'))
    const adds = saved.split('\n').filter((line) => line.startsWith('add'))
    const otherwise = [...creates.toReversed(), ...adds.toReversed()]
      .join('\n')
      .replaceAll(/initval 0x\w+/g, 'initval 0x1')
    expect(parseIpsets(otherwise)).toEqual(parseIpsets(saved))
  })

  it('tell how many members a large one has, though not all', () => {
    const adds = Array.from({ length: 3_000 }, (_, at) => `add KUBE-X 10.0.${at >> 8}.${at & 255}`)
    const [set] = parseIpsets(['create KUBE-X hash:ip family inet', ...adds].join('\n')).sets
    expect([set!.total, set!.members.length]).toEqual([3_000, 1_000])
  })

  it('are unsupported without the program, unreadable without permission', async () => {
    expect(await ipsets.read(bareLook)).toEqual({ is: 'unsupported', why: 'ipset is not installed here.' })
    const refused = {
      is: 'failed',
      why: '“ipset save” failed: Kernel error received: Operation not permitted.',
    } as const
    expect(await ipsets.read(lookWith({}, { run: async () => refused }))).toEqual({
      is: 'unreadable',
      why: refused.why,
    })
  })
})
