'use client'
import { Empty } from '#components/parts/empty.tsx'
import { Badge, type MarkState } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { NodeLink, PodLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Endpoint, Service } from '#model/cluster.ts'

/** What EndpointSlices say: the other side of the comparison. */
export function Endpoints({ cluster, service }: { cluster: Cluster; service: Service }) {
  const words = useWords()
  if (service.type === 'ExternalName') return null
  const { endpoints } = service
  return (
    <Panel title={words.service.endpoints} aside={endpoints.length > 0 && words.service.endpointsOf(endpoints.length)}>
      {endpoints.length === 0 ? (
        <Empty nothing={cluster.api.get('endpointSlices')?.is === 'live' ? 'none' : 'not-known'}>
          {words.service.noSlices}
        </Empty>
      ) : (
        <Table
          caption={words.service.endpoints}
          columns={columnsOf(cluster, words)}
          rows={endpoints}
          keyOf={(endpoint) => `${endpoint.address} ${portsOf(endpoint)}`}
          orderOption="endpoints"
        />
      )}
    </Panel>
  )
}

const portsOf = (endpoint: Endpoint): string =>
  endpoint.ports.map(({ name, port, protocol }) => `${name && `${name} `}${port}/${protocol}`).join(', ')

const columnsOf = (cluster: Cluster, words: Words): Column<Endpoint>[] => [
  {
    id: 'address',
    title: words.service.address,
    sort: ({ address }) => address,
    cell: ({ address }) => <span className="addr">{address}</span>,
  },
  { id: 'ports', title: words.service.ports, cell: (endpoint) => <span className="addr">{portsOf(endpoint)}</span> },
  {
    id: 'condition',
    title: words.service.condition,
    sort: (endpoint) => stateOf(endpoint),
    cell: (endpoint) => <Badge state={stateOf(endpoint)}>{conditionOf(endpoint, words)}</Badge>,
  },
  {
    id: 'pod',
    title: words.service.pod,
    sort: ({ pod }) => pod,
    cell: ({ pod }) =>
      pod === null ? <span className="text-ink-quiet">{words.services.none_}</span> : <PodLink id={pod} />,
  },
  {
    id: 'phase',
    title: words.service.phase,
    cell: ({ pod }) => <span className="text-ink-quiet">{(pod && cluster.pods.get(pod)?.phase) ?? ''}</span>,
  },
  {
    id: 'node',
    title: words.service.node,
    sort: ({ node }) => node,
    cell: ({ node }) => node !== null && <NodeLink name={node} />,
  },
  { id: 'zone', title: words.service.zone, sort: ({ zone }) => zone, cell: ({ zone }) => zone },
  {
    id: 'hints',
    title: words.service.hints,
    cell: ({ zoneHints, nodeHints }) => [...zoneHints, ...nodeHints].join(', '),
  },
]

const stateOf = ({ ready, terminating }: Endpoint): MarkState => (terminating ? 'draining' : ready ? 'ok' : 'unknown')

function conditionOf({ ready, serving, terminating }: Endpoint, words: Words): string {
  if (terminating) return serving ? words.service.serving : words.service.terminating
  return ready ? words.service.ready : words.service.notReady
}
