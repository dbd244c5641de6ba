/** What holds for every source alike. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { bareLook, capture, lookWith, ran } from '../fixtures/look.ts'
import { factOf } from './facts-of.ts'
import { hashFact } from './hash.ts'
import { type FactValue, type SourceName, sources } from './index.ts'

const node = lookWith(
  {
    'ip -j -d link show': capture('devices/fixtures/bridge-and-vxlan.json'),
    'ip -j address show dev kube-ipvs0': capture('service-addresses/fixtures/calico-node.json'),
    'ip -4 -j route show table all': capture('routes/fixtures/ip-4.json'),
    'ip -6 -j route show table all': capture('routes/fixtures/ip-6.json'),
    'ip -4 -j rule': capture('rules/fixtures/ip-4.json'),
    'ip -6 -j rule': capture('rules/fixtures/ip-6.json'),
    'ipset save': capture('ipsets/fixtures/every-service-kind.txt'),
  },
  {
    file: () => '1\n',
    ask: async (_, path) => ran(path === '/proxyMode' ? 'ipvs' : capture('kube-proxy/fixtures/metrics.txt')),
    timeouts: () => ({ tcp: 900, tcpFin: 120, udp: 300 }),
  },
)
const byName = sources.map((source) => [source.name, source] as const)
const asFact = (source: SourceName, value: unknown) => ({ source, value }) as FactValue

describe.each(byName)('%s', (name, source) => {
  it('fits its schema, and is the same JSON and hash after travelling', async () => {
    const outcome = await source.read(node)
    if (outcome.is !== 'read') throw new Error(outcome.why)
    const travelled = v.parse(source.schema as v.GenericSchema, JSON.parse(JSON.stringify(outcome.value)))
    expect(travelled).toEqual(outcome.value)
    expect(JSON.stringify(travelled)).toBe(JSON.stringify(outcome.value))
    expect(hashFact(asFact(name, travelled))).toBe(hashFact(asFact(name, outcome.value)))
  })

  it('where there is nothing to read it with, says so in a sentence', async () => {
    const outcome = await source.read(bareLook)
    expect(outcome).toMatchObject({ why: expect.stringMatching(/^[A-Zip].*\.$/) })
    expect(outcome.is).toBe(name === 'settings' ? 'unreadable' : 'unsupported')
  })
})

it.each(['devices', 'serviceAddresses', 'routes', 'rules'] as const)(
  '%s: a program that babbles is unreadable, never empty',
  async (name) => {
    const source = sources.find((each) => each.name === name)!
    const babbling = lookWith({}, { run: async () => ran('Usage: ip [ OPTIONS ] OBJECT') })
    expect(await source.read(babbling)).toMatchObject({ is: 'unreadable' })
    const other = lookWith({}, { run: async () => ran('[{"ifname": 5, "dst": 5, "flags": 7}]') })
    expect(await source.read(other)).toMatchObject({
      is: 'unreadable',
      why: expect.stringContaining('is not understood at 0.'),
    })
  },
)

describe('a fact of a node', () => {
  const value = { mode: 'ipvs', version: null }
  const hash = hashFact(asFact('kubeProxy', value))
  const facts = new Map([[hash, asFact('kubeProxy', value)]])

  it('is its value, why there is none, or null while it is not known', () => {
    expect(factOf({ facts }, { facts: { kubeProxy: { is: 'read', hash } } }, 'kubeProxy')).toEqual({
      is: 'read',
      value,
    })
    const unsupported = { is: 'unsupported', why: 'No.' } as const
    expect(factOf({ facts }, { facts: { kubeProxy: unsupported } }, 'kubeProxy')).toEqual(unsupported)
    expect(factOf({ facts }, { facts: {} }, 'kubeProxy')).toBeNull()
    expect(factOf({ facts: new Map() }, { facts: { kubeProxy: { is: 'read', hash } } }, 'kubeProxy')).toBeNull()
  })
})
