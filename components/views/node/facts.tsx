'use client'
import { Facts } from '#components/parts/facts.tsx'
import { Num, Rate, Unknown } from '#components/parts/number.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { type CounterName, counterNames, unknownRate } from '#model/load.ts'
import { factOf } from '#model/sources/facts-of.ts'
import { isHeard } from '#model/table-index.ts'

export function NodeFacts({ cluster, node }: { cluster: Cluster; node: Node }) {
  const words = useWords()
  const { node: say } = words
  const { identity, kube, table } = node
  const mono = (text: string) => <span className="addr">{text}</span>
  return (
    <div className="pb-5">
      <Facts
        entries={[
          { name: say.kernel, value: identity && mono(identity.kernel) },
          { name: say.version, value: identity && mono(identity.agentVersion) },
          { name: say.ipvs, value: table.is === 'read' ? `${table.version}, ${say.buckets(table.size)}` : null },
          { name: words.facts.kubeProxy, value: identity && <KubeProxy cluster={cluster} node={node} /> },
          { name: say.bootId, value: identity && mono(identity.bootId) },
          { name: say.machineId, value: identity && mono(identity.machineId) },
          {
            name: say.hz,
            value: identity && (identity.hz === null ? <Unknown why={say.hzUnknown} /> : say.hzOf(identity.hz)),
          },
          { name: say.zone, value: kube?.zone || null },
          { name: say.podCidrs, value: kube && kube.podCidrs.length > 0 ? mono(kube.podCidrs.join(' ')) : null },
        ]}
      />
      {kube === null && <p className="mt-2 text-13 text-ink-quiet">{say.apiNotKnown}</p>}
      {table.is === 'read' && <NodeRates cluster={cluster} node={node} />}
    </div>
  )
}

/** In its own words; why it says none where it does not. */
function KubeProxy({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  const fact = factOf(cluster, node, 'kubeProxy')
  if (fact === null) return <Unknown why={facts.notYet} />
  if (fact.is === 'unsupported') return <Unknown why={facts.unsupported(fact.why)} />
  if (fact.is === 'unreadable') return <Unknown why={facts.unreadable(fact.why)} />
  const { mode, version } = fact.value
  return version === null ? facts.kubeProxyMode(mode) : facts.kubeProxyVersion(mode, version)
}

function NodeRates({ cluster, node }: { cluster: Cluster; node: Node }) {
  const words = useWords()
  const heard = isHeard(cluster.feeds.get(node.name))
  const rate = (heard && cluster.load.get(node.name)?.nodeRate) || unknownRate
  const units: Record<CounterName, string> = {
    connections: words.node.connections,
    inPackets: words.node.inPackets,
    outPackets: words.node.outPackets,
    inBytes: words.node.inBytes,
    outBytes: words.node.outBytes,
  }
  return (
    <p className="mt-4 flex flex-wrap items-baseline gap-x-6 gap-y-1 text-13 text-ink-quiet">
      <span>{words.node.rates}</span>
      {counterNames.map((name) => (
        <span key={name} className="whitespace-nowrap">
          <span className="text-16 text-ink">
            {name === 'connections' ? (
              <Rate value={rate[name]} />
            ) : (
              <Num value={rate[name]} why={words.parts.firstReading} />
            )}
          </span>{' '}
          {units[name]}
        </span>
      ))}
    </p>
  )
}
