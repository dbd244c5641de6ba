import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareAddresses, familyOf } from '../../address.ts'
import { type Cluster, virtualServersOf } from '../../cluster.ts'
import { snapshot } from '../../diff.ts'
import { driftingCluster, everyServiceKind, oddNames } from '../../fixtures/clusters.ts'
import { crowdCluster } from '../../fixtures/crowd.ts'
import { troubledShop } from '../../fixtures/shop.ts'
import { tellsSecrets, twoTenants } from '../../fixtures/two-tenants.ts'
import { countSeverities, healthOf, standingOf } from '../../standing.ts'
import { finish } from '../../steps.ts'
import { compareMatches, hashTable, hashVirtualServer } from '../../topology.ts'
import { openText } from '../open.ts'
import { fullCluster, snapshotOf } from '../testing.ts'
import { writeSnapshot } from '../write.ts'
import { pseudonymise } from './pseudonymise.ts'
import { makeStandIns } from './stand-ins.ts'

const key = new Uint8Array(32).fill(7)
const clusters: Readonly<Record<string, () => Cluster>> = {
  drifting: driftingCluster,
  kinds: everyServiceKind,
  names: oddNames,
  trouble: troubledShop,
  full: fullCluster,
  crowd: () => crowdCluster({ nodes: 40, services: 60, namespaces: 5, podsEach: 3 }),
}

/** Every name and address of a cluster that is long enough not to be a word of ours by chance. */
function namesIn(cluster: Cluster): string[] {
  const ids = [...cluster.nodes.keys(), ...cluster.services.keys(), ...cluster.pods.keys()]
  const nodes = [...cluster.nodes.values()]
  const addresses = [
    ...[...cluster.services.values()].flatMap((service) => [
      ...service.clusterIps,
      ...service.endpoints.map(({ address }) => address),
    ]),
    ...[...cluster.pods.values()].flatMap((pod) => pod.addresses),
    ...nodes.flatMap((node) => [...(node.kube?.addresses ?? []), ...node.addresses.map(({ address }) => address)]),
  ]
  const own = ids.flatMap((id) => [id, ...id.split('/')]).filter((name) => name.length > 6 && name !== 'addresses')
  return [...new Set([...own, ...addresses.filter((address) => !address.startsWith('127.'))])]
}

const isIn = (name: string, text: string) =>
  new RegExp(`(?<![\\w.:-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w:-]|\\.\\w)`).test(text)

describe('a cluster of stand-ins', () => {
  it.each(Object.keys(clusters))('tells no name and no address: %s', (name) => {
    const cluster = clusters[name]!()
    const made = finish(pseudonymise(cluster, key)).cluster
    const text = writeSnapshot(snapshotOf(made, { address: '/' }))
    expect(namesIn(cluster).filter((each) => isIn(each, text))).toEqual([])
    expect(openText(text)).toMatchObject({ ok: true })
  })

  it('tells nothing of anything arbitrary either, in sentences neither', () => {
    fc.assert(
      fc.property(twoTenants, (cluster) => {
        const nodes = new Map([...cluster.nodes].map(([name, node]) => [name, { ...node, facts: {} }]))
        const plain = { ...cluster, nodes, facts: new Map() }
        const made = finish(pseudonymise(plain, key)).cluster
        expect(tellsSecrets(JSON.stringify(snapshot(plain)))).toBe(true)
        expect(
          /secret|10\.66\.|10\.99\.|mine\b|10\.65\.|10\.98\./.exec(JSON.stringify(snapshot(made)))?.[0],
        ).toBeUndefined()
        expect(countSeverities(standingOf(made).differences)).toEqual(countSeverities(standingOf(plain).differences))
      }),
      { numRuns: 40 },
    )
  })

  it.each(Object.keys(clusters))('differs where it differed, and is well-formed: %s', (name) => {
    const cluster = clusters[name]!()
    const made = finish(pseudonymise(cluster, key)).cluster
    expect(healthOf(made)).toEqual(healthOf(cluster))
    expect(countSeverities(standingOf(made).differences)).toEqual(countSeverities(standingOf(cluster).differences))
    for (const [hash, table] of made.tables) {
      expect(hashTable(table)).toBe(hash)
      const servers = virtualServersOf(made, hash)
      expect(servers.map(hashVirtualServer)).toEqual([...table])
      const matches = servers.map(({ match }) => match)
      expect([...matches].sort(compareMatches)).toEqual(matches)
    }
    expect([...made.load.values()].map(({ active }) => active)).toEqual(
      [...cluster.load.values()].map(({ active }) => active),
    )
    const sizes = (of: Cluster) =>
      Object.entries(of).flatMap(([part, map]) => (map instanceof Map ? [`${part} ${map.size}`] : []))
    expect(sizes({ ...made, facts: cluster.facts })).toEqual(sizes(cluster))
  })

  it('is the same for the same key, and another for another', () => {
    const text = (own: Uint8Array) => JSON.stringify(snapshot(finish(pseudonymise(troubledShop(), own)).cluster))
    expect(text(key)).toBe(text(key))
    expect(text(key)).not.toBe(text(new Uint8Array(32)))
  })

  it('has an address that leads to the same thing', () => {
    const { cluster, rename } = finish(pseudonymise(everyServiceKind(), key))
    const address = rename('/services/shop/checkout?node=znode1&ip=100.66.209.200')
    const [, namespace, name] = /^\/services\/(ns-\d+)\/(svc-\d+)\?node=node-\d+&ip=198\.1[89]\.\d+\.200$/.exec(
      address,
    )!
    expect(cluster.services.has(`${namespace}/${name}` as never)).toBe(true)
    expect(rename('/services/nobody/knows')).not.toContain('nobody')
    expect(rename('/nodes/znode1')).toMatch(/^\/nodes\/node-\d$/)
    expect(rename('/')).toBe('/')
  })
})

it('stand-ins keep family, equality, order and neighbours, and are nobody’s', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  const four = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'))
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
  const six = fc.tuple(group, group, group).map(([a, b, c]) => `2001:db8:${a}::${b}${c === '0' ? '' : `:${c}`}`)
  fc.assert(
    fc.property(fc.array(fc.oneof(four, six), { maxLength: 60 }), (all) => {
      const map = finish(makeStandIns(all))
      const originals = [...map.keys()]
      const made = [...map.values()]
      expect(new Set(made).size).toBe(originals.length)
      expect([...made].sort(compareAddresses)).toEqual(made)
      expect(made.map(familyOf)).toEqual(originals.map(familyOf))
      expect(made.filter((address) => originals.includes(address))).toEqual([])
      expect(made.every((address) => /^(198\.1[89]\.|2[45]\d\.|2001:db8:)/.test(address))).toBe(true)
      const block = (address: string) => address.replace(/\d+$/, '')
      const v4 = [...map].filter(([address]) => familyOf(address) === 4)
      for (const [a, b] of v4.slice(1).map((pair, at) => [v4[at]!, pair] as const))
        expect(block(a[0]) === block(b[0])).toBe(block(a[1]) === block(b[1]))
    }),
  )
})
