'use client'
import { Empty } from '#components/parts/empty.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import type { PodId } from '#model/ids.ts'
import { podsByAddress } from '#model/pods.ts'
import { factOf } from '#model/sources/facts-of.ts'
import { type Route, type Routes, routesOf } from '#model/sources/routes/index.ts'
import { podOfRoute } from './device-rows.ts'
import { PodName } from './pod-name.tsx'
import { LeftOut, Told } from './told.tsx'

/** The node's routes, with the Pod behind each that leads to one. */
export function RouteTable({ cluster, node }: { cluster: Cluster; node: Node }) {
  const pods = podsByAddress(cluster)
  return <Told fact={factOf(cluster, node, 'routes')}>{(value) => <Lines routes={value} pods={pods} />}</Told>
}

function Lines({ routes, pods }: { routes: Routes; pods: ReadonlyMap<string, PodId> }) {
  const words = useWords()
  const { by, total } = routes
  const entries = routesOf(routes)
  const { facts } = words
  if (total === 0) return <Empty nothing="none">{facts.noRoutes}</Empty>
  const shown = columnsOf(words, pods).filter(
    ({ id }) => id !== 'table' || entries.some(({ table }) => table !== 'main'),
  )
  return (
    <>
      <Table
        caption={facts.routes}
        columns={by === 'ip' ? shown : shown.filter(({ id }) => id !== 'protocol')}
        rows={entries}
        keyOf={({ to, via, device, table, metric }) => `${table} ${to} ${via} ${device} ${metric}`}
        orderOption="routes"
      />
      <LeftOut shown={entries.length} total={total} />
      {by === 'proc' && <p className="mt-2 text-13 text-ink-quiet">{facts.routesProc}</p>}
    </>
  )
}

const quiet = (text: string) => <span className="text-ink-quiet">{text}</span>
const mono = (text: string) => <span className="addr">{text}</span>

const columnsOf = ({ facts }: Words, pods: ReadonlyMap<string, PodId>): Column<Route>[] => [
  { id: 'to', title: facts.to, sort: ({ to }) => to, cell: ({ to }) => mono(to) },
  {
    id: 'via',
    title: facts.via,
    sort: ({ via }) => via,
    cell: (route) => (route.via === null ? quiet(wayWithout(route, facts)) : <NextHop route={route} />),
  },
  { id: 'device', title: facts.device, sort: ({ device }) => device, cell: ({ device }) => device && mono(device) },
  {
    id: 'leads',
    title: facts.leadsTo,
    sort: (route) => podOfRoute(route, pods),
    cell: (route) => {
      const pod = podOfRoute(route, pods)
      return pod && <PodName id={pod} />
    },
  },
  {
    id: 'protocol',
    title: facts.protocol,
    sort: ({ protocol }) => protocol,
    cell: ({ protocol }) => quiet(protocol ?? ''),
  },
  { id: 'table', title: facts.routingTable, sort: ({ table }) => table, cell: ({ table }) => quiet(table) },
]

const wayWithout = ({ type }: Route, facts: Words['facts']): string =>
  type === 'unicast' || type === 'local' ? facts.direct : facts.nowhere(type)

function NextHop({ route: { via, onlink, weight } }: { route: Route }) {
  const { facts } = useWords()
  return (
    <span>
      <span className="addr">{via}</span>
      {onlink && <span className="text-ink-quiet"> onlink</span>}
      {weight !== null && <span className="text-ink-quiet"> · {facts.share(weight)}</span>}
    </span>
  )
}
