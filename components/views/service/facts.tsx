'use client'
import { Facts } from '#components/parts/facts.tsx'
import { Unknown } from '#components/parts/number.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Service } from '#model/cluster.ts'
import type { ServicePort } from '#model/kube/service.ts'
import { schedulersSeen } from './schedulers.ts'

export function ServiceFacts({ cluster, service }: { cluster: Cluster; service: Service }) {
  const words = useWords()
  const { service: say } = words
  const outside = [...service.loadBalancerIps, ...service.externalIps]
  const hasOutside = outside.length > 0 || service.ports.some(({ nodePort }) => nodePort !== 0)
  const isProxied = service.clusterIps.length > 0
  const affinity = service.affinitySeconds === null ? say.affinityNone : say.affinityClient(service.affinitySeconds)
  const policies = `${say.internal} ${service.internalTrafficPolicy}${hasOutside ? ` · ${say.external} ${service.externalTrafficPolicy}` : ''}`
  return (
    <div className="pb-5">
      <Facts
        entries={[
          { name: say.type, value: service.headless ? `${service.type}, headless` : service.type },
          { name: say.clusterIps, value: isProxied ? <Addresses list={service.clusterIps} /> : null },
          { name: say.ports, value: service.ports.length > 0 ? <Ports ports={service.ports} /> : null },
          { name: say.scheduler, value: isProxied ? <Schedulers cluster={cluster} service={service} /> : null },
          { name: say.affinity, value: isProxied ? affinity : null },
          { name: say.policies, value: isProxied ? policies : null },
          { name: say.outside, value: outside.length > 0 ? <Addresses list={outside} /> : null },
        ]}
      />
      {isProxied && !service.hasSelector && <p className="mt-2 text-13 text-ink-quiet">{say.noSelector}</p>}
    </div>
  )
}

const Addresses = ({ list }: { list: readonly string[] }) => <span className="addr">{list.join('  ')}</span>

/** `http 80 → 8080 TCP, node port 30080`. */
function Ports({ ports }: { ports: readonly ServicePort[] }) {
  const words = useWords()
  return (
    <ul>
      {ports.map((port) => (
        <li key={`${port.port}/${port.protocol}`}>
          {port.name && `${port.name} `}
          <span className="addr">
            {port.port}/{port.protocol}
            {port.targetPort !== String(port.port) && ` → ${port.targetPort}`}
          </span>
          {port.nodePort !== 0 && (
            <>
              {', '}
              {words.service.roles['node-port']} <span className="addr">{port.nodePort}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function Schedulers({ cluster, service }: { cluster: Cluster; service: Service }) {
  const words = useWords()
  const seen = schedulersSeen(cluster, service)
  if (seen.length === 0) return <Unknown why={words.service.verdict.nothingSeen} />
  return seen.map(({ name, nodes }, index) => (
    <span key={name}>
      {index > 0 && words.parts.comma}
      <span className="addr">{name}</span>
      {seen.length > 1 && <span className="text-ink-quiet"> {words.service.scheduledOn(nodes)}</span>}
    </span>
  ))
}
