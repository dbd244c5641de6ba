'use client'
import { Empty } from '#components/parts/empty.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Address, Node, Route } from '#model/cluster.ts'

/** How the node's kernel finds its way: its addresses and routes. */
export function NodeNetwork({ node }: { node: Node }) {
  const words = useWords()
  return (
    <div className="grid grid-cols-1 gap-x-10 lg:grid-cols-2">
      <Panel title={words.node.addresses}>
        {node.addresses.length === 0 ? (
          <Empty nothing="not-known">{words.node.noAddresses}</Empty>
        ) : (
          <Table
            caption={words.node.addresses}
            columns={addressColumns(words)}
            rows={node.addresses}
            keyOf={({ device, address, prefix }) => `${device} ${address}/${prefix}`}
            orderOption="addresses"
          />
        )}
      </Panel>
      <Panel title={words.node.routes}>
        {node.routes.length === 0 ? (
          <Empty nothing="not-known">{words.node.noRoutes}</Empty>
        ) : (
          <Table
            caption={words.node.routes}
            columns={routeColumns(words)}
            rows={node.routes}
            keyOf={({ to, via, device }) => `${to} ${via} ${device}`}
            orderOption="routes"
          />
        )}
      </Panel>
    </div>
  )
}

const mono = (text: string) => <span className="addr">{text}</span>

const addressColumns = (words: Words): Column<Address>[] => [
  { id: 'device', title: words.node.device, sort: ({ device }) => device, cell: ({ device }) => mono(device) },
  {
    id: 'address',
    title: words.node.address,
    sort: ({ address }) => address,
    cell: ({ address, prefix }) => mono(`${address}/${prefix}`),
  },
]

const routeColumns = (words: Words): Column<Route>[] => [
  { id: 'to', title: words.node.destination, sort: ({ to }) => to, cell: ({ to }) => mono(to) },
  {
    id: 'via',
    title: words.node.via,
    sort: ({ via }) => via,
    cell: ({ via }) => (via === '' ? <span className="text-ink-quiet">{words.node.direct}</span> : mono(via)),
  },
  { id: 'device', title: words.node.device, sort: ({ device }) => device, cell: ({ device }) => mono(device) },
]
