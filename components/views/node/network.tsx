'use client'
import { Empty } from '#components/parts/empty.tsx'
import { Badge } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { Route } from '#model/sources/routes/index.ts'
import { serviceDevice } from '#model/sources/service-addresses/index.ts'
import { type DeviceRow, deviceRows } from './device-rows.ts'
import { LeftOut, Told } from './told.tsx'

/** How the node's kernel finds its way: its devices with their addresses, the Services' addresses, its routes. */
export function NodeNetwork({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  return (
    <>
      <Panel title={facts.network}>
        <DeviceTable cluster={cluster} node={node} />
      </Panel>
      <Panel title={facts.serviceAddresses}>
        <ServiceAddresses cluster={cluster} node={node} />
      </Panel>
      <Panel title={facts.routes}>
        <RouteTable cluster={cluster} node={node} />
      </Panel>
    </>
  )
}

const mono = (text: string) => <span className="addr whitespace-nowrap">{text}</span>

/** Without the source, the addresses alone: they are known from every report. */
function DeviceTable({ cluster, node }: { cluster: Cluster; node: Node }) {
  const words = useWords()
  const fact = factOf(cluster, node, 'devices')
  const rows = deviceRows(node.addresses, fact?.is === 'read' ? fact.value : null)
  if (rows.length === 0) return <Empty nothing="not-known">{words.node.noAddresses}</Empty>
  return (
    <>
      <Table
        caption={words.facts.network}
        columns={deviceColumns(words, fact?.is === 'read')}
        rows={rows}
        keyOf={({ name }) => name}
        orderOption="devices"
      />
      {fact?.is === 'read' ? (
        <LeftOut shown={fact.value.entries.length} total={fact.value.total} />
      ) : (
        <div className="mt-3">
          <Told fact={fact}>{() => null}</Told>
        </div>
      )}
    </>
  )
}

function deviceColumns(words: Words, known: boolean): Column<DeviceRow>[] {
  const { facts } = words
  const columns: Column<DeviceRow>[] = [
    { id: 'device', title: facts.device, sort: ({ name }) => name, cell: ({ name }) => mono(name) },
    {
      id: 'addresses',
      title: facts.addresses,
      cell: ({ addresses }) => mono(addresses.join('  ')),
    },
  ]
  if (!known) return columns
  return [
    columns[0]!,
    { id: 'kind', title: facts.kind, sort: ({ device }) => device?.kind ?? null, cell: ({ device }) => device?.kind },
    {
      id: 'mtu',
      title: facts.mtu,
      number: true,
      sort: ({ device }) => device?.mtu ?? null,
      cell: ({ device }) => <span className="tabular-nums">{device?.mtu}</span>,
    },
    { id: 'state', title: facts.state, cell: (row) => <DeviceState row={row} /> },
    { id: 'tunnel', title: facts.tunnel, cell: (row) => <Tunnel row={row} /> },
    columns[1]!,
  ]
}

function DeviceState({ row: { device } }: { row: DeviceRow }) {
  const { facts } = useWords()
  if (device === null) return null
  if (device.name === serviceDevice && !device.up) return <span className="text-ink-quiet">{facts.downByDesign}</span>
  if (!device.up) return <span className="text-ink-quiet">{facts.down}</span>
  return device.carrier ? facts.up : <Badge state="settling">{facts.noCarrier}</Badge>
}

function Tunnel({ row: { device } }: { row: DeviceRow }) {
  const { facts } = useWords()
  const tunnel = device?.tunnel
  if (!tunnel) return null
  return (
    <span className="whitespace-nowrap">
      {tunnel.remote === null ? facts.tunnelAny : facts.tunnelTo(tunnel.remote)}
      {tunnel.id !== null && <span className="text-ink-quiet"> · {facts.vni(tunnel.id)}</span>}
    </span>
  )
}

function ServiceAddresses({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  return (
    <Told fact={factOf(cluster, node, 'serviceAddresses')}>
      {({ exists, up, total, addresses }) =>
        exists ? (
          <>
            <p className="max-w-prose text-13 text-ink-quiet">{facts.serviceAddressesWhy}</p>
            {up && (
              <p className="mt-2 text-13">
                <Badge state="wrong">{facts.serviceDeviceUp}</Badge>
              </p>
            )}
            <ul className="addr mt-3 grid max-h-64 grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-x-4 gap-y-1 overflow-y-auto text-12">
              {addresses.map((address) => (
                <li key={address}>{address}</li>
              ))}
            </ul>
            <LeftOut shown={addresses.length} total={total} />
          </>
        ) : (
          <Empty nothing="none">{facts.noServiceDevice}</Empty>
        )
      }
    </Told>
  )
}

function RouteTable({ cluster, node }: { cluster: Cluster; node: Node }) {
  const words = useWords()
  return (
    <Told fact={factOf(cluster, node, 'routes')}>
      {({ by, total, entries }) => (
        <>
          <Table
            caption={words.facts.routes}
            columns={routeColumns(words, by === 'ip')}
            rows={entries}
            keyOf={({ to, via, device, table, metric }) => `${table} ${to} ${via} ${device} ${metric}`}
            orderOption="routes"
          />
          <LeftOut shown={entries.length} total={total} />
          {by === 'proc' && <p className="mt-2 text-13 text-ink-quiet">{words.facts.routesProc}</p>}
        </>
      )}
    </Told>
  )
}

function routeColumns({ facts }: Words, known: boolean): Column<Route>[] {
  const quiet = (text: string) => <span className="text-ink-quiet">{text}</span>
  return [
    { id: 'to', title: facts.to, sort: ({ to }) => to, cell: ({ to }) => mono(to) },
    {
      id: 'via',
      title: facts.via,
      sort: ({ via }) => via,
      cell: ({ via, type }) =>
        via !== '' ? mono(via) : quiet(type === 'unicast' ? facts.direct : `${facts.nowhere} (${type})`),
    },
    { id: 'device', title: facts.device, sort: ({ device }) => device, cell: ({ device }) => mono(device) },
    ...(known
      ? [
          {
            id: 'protocol',
            title: facts.protocol,
            sort: ({ protocol }: Route) => protocol,
            cell: ({ protocol }: Route) => quiet(protocol),
          },
        ]
      : []),
  ]
}
