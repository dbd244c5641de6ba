import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, tableHashOf, virtualServersOf } from '../cluster.ts'
import { apply, diff, snapshot } from '../diff.ts'
import { shopCluster, troubledShop } from '../fixtures/shop.ts'
import { everyScope, tellsSecrets, twoTenants } from '../fixtures/two-tenants.ts'
import { makeNodeName } from '../ids.ts'
import { project } from '../project/index.ts'
import { healthOf } from '../standing.ts'
import { makeKey } from '../topology.ts'
import { limitCluster, makeLimiter } from './limit.ts'

const mine = { namespaces: ['mine'] }
const text = (cluster: Cluster) => JSON.stringify(snapshot(cluster))

describe('a limited cluster', () => {
  it('tells nothing of another namespace, whole or in any projection', () => {
    let secrets = 0
    fc.assert(
      fc.property(twoTenants, (cluster) => {
        secrets += Number(tellsSecrets(text(cluster)))
        const limited = limitCluster(cluster, mine)
        expect(tellsSecrets(text(limited))).toBe(false)
        for (const scope of everyScope) expect(tellsSecrets(text(project(limited, scope)))).toBe(false)
      }),
      { numRuns: 150 },
    )
    expect(secrets).toBe(150)
  })

  it('has all that is of its own', () => {
    fc.assert(
      fc.property(twoTenants, (cluster) => {
        const limited = limitCluster(cluster, mine)
        const own = (map: ReadonlyMap<string, unknown>) => [...map.keys()].filter((id) => id.startsWith('mine/'))
        expect([...limited.services.keys()]).toEqual(own(cluster.services))
        expect([...limited.pods.keys()]).toEqual(own(cluster.pods))
        expect([...limited.nodes.keys()]).toEqual([...cluster.nodes.keys()])
        expect(limited.captures.size).toBe(1)
        for (const node of cluster.nodes.values()) {
          const keysIn = (of: Cluster) =>
            virtualServersOf(of, tableHashOf(of.nodes.get(node.name)!)).map(({ match }) => makeKey(match))
          const isOwn = (key: string) => key.includes(' 10.65.') || (key.includes(' 192.168.') && /:30\d{3}$/.test(key))
          expect(keysIn(limited)).toEqual(keysIn(cluster).filter(isOwn))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('is the cluster itself for who sees all, and holds nothing but nodes for who sees no namespace', () => {
    const cluster = shopCluster()
    expect(limitCluster(cluster, { namespaces: null })).toBe(cluster)
    const nothing = limitCluster(cluster, { namespaces: [] })
    expect(nothing.nodes.size).toBe(cluster.nodes.size)
    expect([nothing.services.size, nothing.pods.size, nothing.virtualServers.size]).toEqual([0, 0, 0])
  })

  it('counts differences of what is seen alone', () => {
    const cluster = troubledShop()
    expect(healthOf(cluster).wrong).toBe(1)
    expect(limitCluster(cluster, { namespaces: ['accounts'] }).health.wrong).toBe(0)
    expect(limitCluster(cluster, { namespaces: ['shop'] }).health.wrong).toBe(1)
  })

  it('keeps what did not change, and follows what did', () => {
    fc.assert(
      fc.property(twoTenants, twoTenants, (first, second) => {
        const limit = makeLimiter(mine)
        const before = limit(first)
        const later = limit({ ...first, at: first.at + 1 })
        const { at: _at, ...parts } = later
        for (const name of Object.keys(parts) as (keyof typeof parts)[]) expect(later[name], name).toBe(before[name])
        expect(diff(before, later)).toEqual({ at: later.at })
        expect(apply(before, diff(before, limit(second)))).toEqual(limitCluster(second, mine))
      }),
      { numRuns: 30 },
    )
  })

  it('leaves out what two namespaces claim', () => {
    const cluster = shopCluster()
    const [, victim] = [...cluster.services].find(([id]) => id === 'payments/ledger')!
    const [, thief] = [...cluster.services].find(([id]) => id === 'shop/web')!
    const services = new Map(cluster.services).set(thief.id, { ...thief, externalIps: victim.clusterIps })
    const seen = text(limitCluster({ ...cluster, services }, { namespaces: ['shop'] }))
    for (const { address } of victim.endpoints) expect(seen).not.toContain(`"${address}"`)
  })

  it('has no address of a Service among those of a node', () => {
    const cluster = shopCluster()
    const node = cluster.nodes.get(makeNodeName('worker-1'))!
    const addresses = [...node.addresses, { device: 'kube-ipvs0', address: '10.96.2.11', prefix: 32 }]
    const nodes = new Map(cluster.nodes).set(node.name, { ...node, addresses })
    const limited = limitCluster({ ...cluster, nodes }, { namespaces: ['shop'] })
    expect(limited.nodes.get(node.name)!.addresses).toEqual(node.addresses)
  })
})
