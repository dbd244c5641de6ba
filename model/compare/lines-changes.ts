/** What was read on a node as lists, line by line: devices, routes, addresses of Services, members of ipsets. */
import type { Cluster, Node } from '../cluster.ts'
import type { Device } from '../sources/devices/index.ts'
import { factOf } from '../sources/facts-of.ts'
import type { LinesChange } from './comparison.ts'

/** So many lines are told of each side; how many there are is told in any case. */
const mostLines = 20

export function compareLines(a: Cluster, b: Cluster, before: Node, after: Node): LinesChange[] {
  return Object.entries(readers).flatMap(([source, read]): LinesChange[] => {
    const name = source as keyof typeof readers
    const [left, right] = [before.facts[name], after.facts[name]]
    if (left?.is !== 'read' || right?.is !== 'read' || left.hash === right.hash) return []
    const [had, has] = [read(a, before), read(b, after)]
    if (had === null || has === null) return []
    const [old, young] = [new Set(had), new Set(has)]
    const added = has.filter((line) => !old.has(line))
    const removed = had.filter((line) => !young.has(line))
    if (added.length + removed.length === 0) return []
    return [
      {
        source,
        added: added.length,
        removed: removed.length,
        addedLines: added.slice(0, mostLines),
        removedLines: removed.slice(0, mostLines),
      },
    ]
  })
}

type Reader = (cluster: Cluster, node: Node) => readonly string[] | null

const readers: Readonly<Record<'devices' | 'routes' | 'rules' | 'serviceAddresses' | 'ipsets', Reader>> = {
  devices(cluster, node) {
    const told = factOf(cluster, node, 'devices')
    return told?.is === 'read' ? told.value.entries.map(formatDevice) : null
  },
  routes(cluster, node) {
    const told = factOf(cluster, node, 'routes')
    return told?.is === 'read' ? told.value.lines : null
  },
  rules(cluster, node) {
    const told = factOf(cluster, node, 'rules')
    return told?.is === 'read' ? [...told.value.ipv4.lines, ...told.value.ipv6.lines] : null
  },
  serviceAddresses(cluster, node) {
    const told = factOf(cluster, node, 'serviceAddresses')
    return told?.is === 'read' ? told.value.addresses : null
  },
  ipsets(cluster, node) {
    const told = factOf(cluster, node, 'ipsets')
    return told?.is === 'read'
      ? told.value.sets.flatMap(({ name, members }) => members.map((member) => `${name} ${member}`))
      : null
  },
}

/** In the words of `ip link`, without the number, which is another after every restart: `cali1 veth mtu 1480 up`. */
const formatDevice = ({ name, kind, mtu, up, carrier, noArp, master, tunnel }: Device): string =>
  [
    name,
    kind,
    `mtu ${mtu}`,
    up ? 'up' : 'down',
    ...(up && !carrier ? ['no-carrier'] : []),
    ...(noArp ? ['noarp'] : []),
    ...(master === null ? [] : [`master ${master}`]),
    ...(tunnel?.local == null ? [] : [`local ${tunnel.local}`]),
    ...(tunnel?.remote == null ? [] : [`remote ${tunnel.remote}`]),
    ...(tunnel?.id == null ? [] : [`id ${tunnel.id}`]),
    ...(tunnel?.port == null ? [] : [`dstport ${tunnel.port}`]),
  ].join(' ')
