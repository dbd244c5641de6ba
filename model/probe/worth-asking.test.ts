import { describe, expect, it } from 'vitest'
import {
  driftingCluster,
  everyServiceKind,
  missingVirtualServer,
  oneAgentDead,
  referenceCluster,
  silentNodes,
} from '../fixtures/clusters.ts'
import { troubledShop } from '../fixtures/shop.ts'
import { findServicePort, targetsOf } from '../service-port.ts'
import { isHeard } from '../table-index.ts'
import { portsThatDiffer, worthAsking } from './worth-asking.ts'

const said = (cluster: Parameters<typeof worthAsking>[0]) =>
  worthAsking(cluster).map(({ node, port, role, differs }) => `${node} ${port} ${role}${differs ? ' differs' : ''}`)

describe('what is worth asking', () => {
  it('is the ClusterIP from a node without a Pod of it, where nothing differs', () => {
    expect(said(referenceCluster())).toEqual(['zmaster0 default/web:80/TCP cluster-ip'])
  })

  it('is first what differs, a Service port once however many nodes have it wrong', () => {
    expect(said(driftingCluster())).toEqual(['znode0 default/web:80/TCP cluster-ip differs'])
    expect(said(missingVirtualServer())[0]).toMatch(/differs$/)
  })

  it('is another port beside those that differ, and none of them again', () => {
    const shop = troubledShop()
    const differing = portsThatDiffer(shop).map(({ port }) => port)
    const isWrong = (id: string) => differing.some((port) => port.startsWith(`${id}:`))
    // Those that differ stand first in the list too, where an example would be looked for.
    const services = new Map([...shop.services].sort(([a], [b]) => Number(isWrong(b)) - Number(isWrong(a))))
    const worth = worthAsking({ ...shop, services })
    const others = worth.filter(({ differs }) => !differs)
    expect(differing.length).toBeGreaterThan(0)
    expect(others.some(({ role }) => role === 'cluster-ip')).toBe(true)
    for (const { port } of others) expect(differing).not.toContain(port)
  })

  it('is one of each kind of address, never SCTP, never without an endpoint', () => {
    const cluster = everyServiceKind()
    const worth = worthAsking(cluster)
    expect(new Set(worth.map(({ role }) => role))).toEqual(new Set(['cluster-ip', 'node-port', 'load-balancer']))
    for (const { port, role } of worth) {
      const named = findServicePort(cluster, port)!
      expect(named.port.protocol).not.toBe('SCTP')
      expect(named.service.endpoints.some(({ ready }) => ready)).toBe(true)
      expect(targetsOf(named, cluster).some((target) => target.role === role)).toBe(true)
    }
  })

  it('begins at nodes whose agent answers, and nowhere when none does', () => {
    const cluster = oneAgentDead()
    for (const { node } of worthAsking(cluster)) expect(isHeard(cluster.feeds.get(node))).toBe(true)
    const none = { ...referenceCluster(), feeds: new Map() }
    expect(worthAsking(none)).toEqual([])
    expect(worthAsking(silentNodes()).length).toBeGreaterThan(0)
  })
})
