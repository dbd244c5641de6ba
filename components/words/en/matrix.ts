import type { SettingDrift } from '#model/drift.ts'

const s = (count: number): string => (count === 1 ? '' : 's')
const n = (count: number): string => count.toLocaleString('en-US')

const settings: Record<SettingDrift['setting'], string> = {
  scheduler: 'scheduler',
  flags: 'scheduler flags',
  persistence: 'persistence',
  'one-packet': 'one-packet scheduling',
}

/** Words of Services by nodes. */
export const matrix = {
  canvas: {
    name: 'Matrix: Services by nodes',
    how: 'Arrow keys move the cursor, n goes to the next cell that differs, Enter opens the Service, Shift and Enter the node, plus and minus zoom, zero shows everything. The same facts are in the table.',
  },
  summary: {
    wrong: (cells: number, services: number, nodes: number) =>
      `${n(cells)} cell${s(cells)} wrong: ${n(services)} Service${s(services)} on ${n(nodes)} node${s(nodes)}`,
    agree: (services: number, nodes: number) =>
      `${n(services)} Service${s(services)} agree${services === 1 ? 's' : ''} on ${n(nodes)} node${s(nodes)}`,
    settling: (cells: number) => `${n(cells)} settling`,
    draining: (cells: number) => `${n(cells)} draining`,
    unknown: (nodes: number) => `${n(nodes)} node${s(nodes)} not known`,
    notCompared: 'No table can be compared yet',
  },
  controls: {
    by: 'Colour by',
    measure: { drift: 'Drift', rate: 'Rate', open: 'Open' },
    measureWhy: {
      drift: 'how each table differs from what it should be',
      rate: 'new connections per second',
      open: 'connections open now',
    },
    filter: 'Service or node  /',
    namespace: 'Namespace',
    allNamespaces: 'all namespaces',
    onlyProblems: 'Only what differs',
    asTable: 'Table',
    asPicture: 'Picture',
    fit: 'Fit',
    nearer: 'Nearer',
    farther: 'Farther',
  },
  state: {
    empty: 'nothing here, as it should be',
    agrees: 'as it should be',
    unknown: 'not known',
    draining: 'draining',
    settling: 'settling',
    missing: 'missing',
    wrong: 'wrong',
  },
  legend: {
    block: 'far out, a block has the colour of its worst cell',
    scaleRate: (least: string, most: string) => `${least} to ${most} new connections/s`,
    scaleOpen: (least: string, most: string) => `${least} to ${most} open connections`,
    zero: 'none',
  },
  cell: {
    on: (service: string, node: string) => `${service} on ${node}`,
    row: (wrong: number, nodes: number) =>
      wrong === 0
        ? `as it should be on every node compared (${n(nodes)})`
        : `wrong on ${n(wrong)} of ${n(nodes)} nodes`,
    column: (wrong: number) => (wrong === 0 ? 'no Service wrong' : `${n(wrong)} Service${s(wrong)} wrong`),
    columnUnknown: 'its table is not known or cannot be compared',
    rate: (rate: string) => `${rate} conn/s`,
    rateUnknown: 'rate not known',
    open: (active: string, inactive: string) => `${active} active · ${inactive} inactive`,
    past: 'as it last said',
    missingServer: (key: string) => `${key} missing`,
    foreignServer: (key: string) => `${key} there, and nothing asks for it`,
    missingRow: (real: string) => `real server ${real} missing`,
    foreignRow: (real: string) => `real server ${real} there, and no endpoint`,
    drainingRow: (real: string) => `real server ${real} draining`,
    weight: (real: string, have: number, want: number) =>
      `real server ${real}: weight ${n(have)}, should be ${n(want)}`,
    method: (real: string, have: string, want: string) => `real server ${real}: ${have}, should be ${want}`,
    setting: (setting: SettingDrift['setting'], have: string, want: string) =>
      `${settings[setting]} ${have}, should be ${want}`,
    more: (count: number) => `and ${n(count)} more`,
    gone: 'This cell is not shown: its Service or node is not among what is chosen.',
    close: 'Close',
    openService: 'Open the Service',
    openNode: 'Open the node',
    noService: 'no Service',
  },
  nothing: {
    none: 'This cluster has no Service with a ClusterIP, and no node has a virtual server.',
    noneInNamespace: (namespace: string) => `No Service of the namespace ${namespace} has a virtual server.`,
    noNodes: 'No node is known: neither the Kubernetes API nor an agent has named one.',
    noMatch: 'No Service and no node matches this filter.',
    noProblems: 'Nothing differs: every table that can be compared is what it should be.',
    notAllowed: (why: string) => `The Kubernetes API does not let Fairlead see its Services: ${why}`,
    notKnown: 'Nothing is known yet: waiting for the first reports of agents and the Kubernetes API.',
    clear: 'Show everything',
    tooMany: (cells: number, most: number) =>
      `Each of these ${n(cells)} cells is compared, but load is told for up to ${n(most)} at once. Choose a namespace to see rates and open connections.`,
    tooManyHere: (cells: number, most: number) =>
      `Each of these ${n(cells)} cells is compared, but load is told for up to ${n(most)} at once. The page of a Service has its rates on every node.`,
    cannotDraw: 'This browser cannot draw the picture; the table has the same facts.',
  },
  twin: {
    differences: 'Every cell that differs',
    totals: 'Every Service and its load over all nodes that answer',
    service: 'Service',
    node: 'Node',
    state: 'State',
    what: 'What differs',
    wrong: 'Wrong on',
    rate: 'Conn/s',
    active: 'Active',
    inactive: 'Inactive',
  },
}
