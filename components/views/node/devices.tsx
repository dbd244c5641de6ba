'use client'
import { Empty } from '#components/parts/empty.tsx'
import { Badge } from '#components/parts/mark.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { podsByAddress } from '#model/pods.ts'
import { factOf } from '#model/sources/facts-of.ts'
import { routesOf } from '#model/sources/routes/index.ts'
import { serviceDevice } from '#model/sources/service-addresses/index.ts'
import { type DeviceRow, deviceRows } from './device-rows.ts'
import { PodName } from './pod-name.tsx'
import { LeftOut, Told } from './told.tsx'

/** Without the source, the addresses alone: they are known from every report. */
export function DeviceTable({ cluster, node }: { cluster: Cluster; node: Node }) {
  const words = useWords()
  const fact = factOf(cluster, node, 'devices')
  const routes = factOf(cluster, node, 'routes')
  const rows = deviceRows({
    addresses: node.addresses,
    devices: fact?.is === 'read' ? fact.value.entries : [],
    routes: routes?.is === 'read' ? routesOf(routes.value) : [],
    pods: podsByAddress(cluster),
  })
  const isRead = fact?.is === 'read'
  return (
    <>
      {!isRead && (
        <div className="mb-3">
          <Told fact={fact}>{() => null}</Told>
        </div>
      )}
      {rows.length === 0 ? (
        <Empty nothing="not-known">{words.node.noAddresses}</Empty>
      ) : (
        <Table
          caption={words.facts.network}
          columns={isRead ? columnsOf(words) : columnsOf(words).filter(({ id }) => ofAddresses.has(id))}
          rows={rows}
          keyOf={({ name }) => name}
          orderOption="devices"
        />
      )}
      {isRead && <LeftOut shown={fact.value.entries.length} total={fact.value.total} />}
    </>
  )
}

/** Columns that are known without the source. */
const ofAddresses = new Set(['device', 'holds'])

const mono = (text: string) => <span className="addr">{text}</span>

const columnsOf = ({ facts }: Words): Column<DeviceRow>[] => [
  { id: 'device', title: facts.device, sort: ({ name }) => name, cell: ({ name }) => mono(name) },
  { id: 'kind', title: facts.kind, sort: ({ device }) => device?.kind ?? null, cell: ({ device }) => device?.kind },
  { id: 'state', title: facts.state, cell: (row) => <DeviceState row={row} /> },
  {
    id: 'mtu',
    title: facts.mtu,
    number: true,
    sort: ({ device }) => device?.mtu ?? null,
    cell: ({ device }) => device?.mtu,
  },
  {
    id: 'holds',
    title: facts.addresses,
    sort: ({ addresses, pod }) => addresses[0] ?? pod ?? '~',
    cell: ({ addresses, pod }) => (pod === null ? mono(addresses.join('  ')) : <PodName id={pod} />),
  },
  { id: 'tunnel', title: facts.tunnel, cell: (row) => <Tunnel row={row} /> },
]

function DeviceState({ row: { device } }: { row: DeviceRow }) {
  const { facts } = useWords()
  if (device === null) return null
  const isService = device.name === serviceDevice
  if (isService && device.up) return <Badge state="wrong">{facts.serviceDeviceIsUp}</Badge>
  if (!device.up) return <span className="text-ink-quiet">{isService ? facts.downByDesign : facts.down}</span>
  return device.carrier ? facts.up : <Badge state="settling">{facts.noCarrier}</Badge>
}

function Tunnel({ row: { device } }: { row: DeviceRow }) {
  const { facts } = useWords()
  const tunnel = device?.tunnel
  if (!tunnel) return null
  const details = [
    tunnel.id === null ? [] : facts.vni(tunnel.id),
    tunnel.port === null ? [] : facts.udpPort(tunnel.port),
    tunnel.local === null ? [] : facts.tunnelFrom(tunnel.local),
  ].flat()
  return (
    <span>
      {tunnel.remote === null ? facts.tunnelAny : facts.tunnelTo(tunnel.remote)}
      {details.length > 0 && <span className="text-ink-quiet"> · {details.join(' · ')}</span>}
    </span>
  )
}
