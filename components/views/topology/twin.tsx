'use client'
import { useMemo } from 'react'
import { Num, Rate } from '#components/parts/number.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import type { Service } from '#model/cluster.ts'
import type { NodeFact, ServiceFact } from './facts.ts'
import type { Findings } from './findings.ts'
import { describePorts, type Labels } from './labels.ts'
import { ToneBadge } from './panel-parts.tsx'
import { openOf, rateOf } from './traffic.ts'

/** The picture's facts as tables. */
export function Twin({ findings, labels, unable }: { findings: Findings; labels: Labels; unable: boolean }) {
  const { words } = labels
  const { facts, visible } = findings
  const services = useMemo(() => serviceColumns(findings, labels), [findings, labels])
  const nodes = useMemo(() => nodeColumns(findings, labels), [findings, labels])
  return (
    <div className="space-y-8 px-4 pb-10 sm:px-6">
      {unable && <p className="text-ink-quiet">{words.canvas.none}</p>}
      <Table caption={words.twin.caption} columns={services} rows={visible.services} keyOf={({ id }) => id} />
      <Table
        caption={words.twin.nodeCaption}
        columns={nodes}
        rows={visible.nodes}
        keyOf={({ id }) => id}
        orderOption="nodes"
      />
      {facts.aside.length > 0 && (
        <section>
          <h2 className="mb-2 text-16">{words.twin.aside}</h2>
          <ul className="space-y-1 text-13">
            {facts.aside.map((service) => (
              <li key={service.id}>
                <ServiceLink id={service.id} /> <span className="text-ink-quiet">{whyAside(service, labels)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function whyAside(service: Service, { words: { twin } }: Labels): string {
  if (service.type === 'ExternalName') return twin.externalName(service.externalName)
  if (service.headless) return twin.headless
  return service.servedByAnother ? twin.another : twin.noAddress
}

function serviceColumns({ facts, traffic }: Findings, labels: Labels): Column<ServiceFact>[] {
  const { twin } = labels.words
  const trusted = facts.nodes.filter((node) => node.trusted).length
  const agree = (service: ServiceFact) => trusted - service.problemNodes.length
  const rate = ({ id }: ServiceFact) => {
    const flow = traffic.of.get(id)
    return flow ? rateOf(flow) : null
  }
  const open = ({ id }: ServiceFact) => {
    const flow = traffic.of.get(id)
    return flow ? openOf(flow) : null
  }
  return [
    {
      id: 'service',
      title: twin.service,
      sort: ({ namespace, name }) => `${namespace}/${name}`,
      cell: ({ service, name }) => (service ? <ServiceLink id={service.id} /> : <span>{name}</span>),
    },
    {
      id: 'address',
      title: twin.address,
      sort: ({ addresses }) => addresses[0] ?? null,
      cell: ({ addresses }) => <span className="addr">{addresses.join(', ')}</span>,
    },
    { id: 'ports', title: twin.ports, cell: ({ ports }) => <span className="addr">{describePorts(ports)}</span> },
    {
      id: 'scheduler',
      title: twin.scheduler,
      cell: ({ schedulers }) => <span className="addr">{schedulers.join(', ')}</span>,
    },
    {
      id: 'state',
      title: twin.state,
      sort: ({ tone }) => tone,
      cell: ({ tone }) => <ToneBadge tone={tone} labels={labels} />,
    },
    {
      id: 'agree',
      title: twin.nodes,
      number: true,
      sort: agree,
      cell: (service) => (
        <>
          <Num value={agree(service)} /> / <Num value={trusted} />
        </>
      ),
    },
    {
      id: 'pods',
      title: twin.pods,
      number: true,
      sort: ({ backends }) => backends.length,
      cell: ({ backends }) => <Num value={backends.length} />,
    },
    { id: 'rate', title: twin.rate, number: true, sort: rate, cell: (service) => <Rate value={rate(service)} /> },
    { id: 'open', title: twin.open, number: true, sort: open, cell: (service) => <Num value={open(service)} /> },
  ]
}

function nodeColumns({ cluster, traffic }: Findings, labels: Labels): Column<NodeFact>[] {
  const { twin, panel, note } = labels.words
  const rate = ({ id, trusted }: NodeFact) => {
    const flow = traffic.of.get(id)
    return trusted && flow ? rateOf(flow) : null
  }
  return [
    { id: 'node', title: twin.node, sort: ({ name }) => name, cell: ({ name }) => <NodeLink name={name} /> },
    { id: 'agent', title: twin.agent, cell: (node) => labels.note(node, cluster.at) || panel.feedFine },
    {
      id: 'table',
      title: twin.table,
      sort: ({ table }) => table?.entries.length ?? null,
      cell: ({ table }) => (table ? note.virtualServers(table.entries.length) : note.unknown),
    },
    {
      id: 'state',
      title: twin.state,
      sort: ({ tone }) => tone,
      cell: ({ tone }) => <ToneBadge tone={tone} labels={labels} />,
    },
    { id: 'rate', title: twin.rate, number: true, sort: rate, cell: (node) => <Rate value={rate(node)} /> },
  ]
}
