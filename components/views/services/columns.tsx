'use client'
import { Badge } from '#components/parts/mark.tsx'
import { Num, Rate } from '#components/parts/number.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { toService } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Service } from '#model/cluster.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import type { ServiceRow } from './scene.ts'

export function columnsOf(words: Words): Column<ServiceRow>[] {
  const { columns: titles, hints } = words.services
  const noLoad = words.service.verdict.nothingSeen
  return [
    {
      id: 'name',
      title: titles.name,
      sort: ({ service }) => service.id,
      cell: ({ service }) => <ServiceName service={service} />,
    },
    {
      id: 'state',
      title: titles.state,
      hint: hints.state,
      number: false,
      sort: ({ differs }) => -(differs.wrong * 1e6 + differs.settling * 1e3 + differs.draining),
      cell: (row) => <State row={row} />,
    },
    { id: 'type', title: titles.type, sort: ({ service }) => service.type, cell: ({ service }) => service.type },
    {
      id: 'clusterIp',
      title: titles.clusterIp,
      sort: ({ service }) => service.clusterIps[0] ?? null,
      cell: ({ service }) => <ClusterIp service={service} />,
    },
    { id: 'ports', title: titles.ports, cell: ({ service }) => <span className="addr">{portsOf(service)}</span> },
    {
      id: 'scheduler',
      title: titles.scheduler,
      hint: hints.scheduler,
      sort: ({ schedulers }) => schedulers.join(' ') || null,
      cell: ({ schedulers }) => <span className="addr">{schedulers.join(', ')}</span>,
    },
    {
      id: 'endpoints',
      title: titles.endpoints,
      hint: hints.endpoints,
      number: true,
      sort: ({ ready }) => ready,
      cell: (row) => <Ready row={row} />,
    },
    {
      id: 'rate',
      title: titles.rate,
      hint: hints.rate,
      number: true,
      sort: ({ rate }) => rate,
      cell: ({ service, rate }) => isProxied(service) && <Rate value={rate} why={words.services.noRate} />,
    },
    {
      id: 'active',
      title: titles.active,
      hint: hints.active,
      number: true,
      sort: ({ active }) => active,
      cell: ({ service, active }) => isProxied(service) && <Num value={active} why={noLoad} />,
    },
    {
      id: 'inactive',
      title: titles.inactive,
      hint: hints.inactive,
      number: true,
      sort: ({ inactive }) => inactive,
      cell: ({ service, inactive }) => isProxied(service) && <Num value={inactive} why={noLoad} />,
    },
  ]
}

const ServiceName = ({ service }: { service: Service }) => (
  <Link to={toService(service)} className="inline-block max-w-52 truncate sm:max-w-96 align-bottom hover:text-accent">
    <span className="text-ink-quiet">{service.namespace}/</span>
    <span className="font-medium">{service.name}</span>
  </Link>
)

const portsOf = ({ ports }: Service): string => ports.map(({ port, protocol }) => `${port}/${protocol}`).join(' ')

function ClusterIp({ service }: { service: Service }) {
  const words = useWords()
  if (service.type === 'ExternalName')
    return <span className="text-ink-quiet">{words.services.alias(service.externalName)}</span>
  if (service.headless) return <span className="text-ink-quiet">{words.services.headless}</span>
  return <span className="addr">{service.clusterIps.join(' ')}</span>
}

function Ready({ row: { service, ready } }: { row: ServiceRow }) {
  if (!isProxied(service)) return null
  return (
    <span className="tabular-nums">
      <span className={ready === 0 ? 'font-medium text-warn' : ''}>{ready}</span>
      <span className="text-ink-quiet">/{service.endpoints.length}</span>
    </span>
  )
}

/** The worst first; agreement quiet. */
function State({ row: { service, differs, isCompared, ready } }: { row: ServiceRow }) {
  const words = useWords()
  const say = words.services
  if (!isProxied(service)) {
    return <span className="text-ink-quiet">{service.servedByAnother ? say.anotherProxy : say.noVirtualServer}</span>
  }
  if (!isCompared) return <Badge state="unknown">{say.notCompared}</Badge>
  if (differs.wrong > 0) return <Badge state="wrong">{say.wrongOn(differs.wrong)}</Badge>
  if (differs.settling > 0) return <Badge state="settling">{say.settlingOn(differs.settling)}</Badge>
  if (differs.draining > 0) return <Badge state="draining">{say.drainingOn(differs.draining)}</Badge>
  return <span className="text-ink-quiet">{ready === 0 ? `${say.agrees}, ${say.noEndpoints}` : say.agrees}</span>
}
