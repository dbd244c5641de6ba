'use client'
import { useCluster, useNewest } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { useIsPresent } from '#components/parts/in-present.tsx'
import { Age } from '#components/parts/number.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { to, toFlows } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { isOffered } from '#components/url/offer.ts'
import { serviceScope } from '#components/views/scopes.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Service } from '#model/cluster.ts'
import { makeServiceId, type ServiceId } from '#model/ids.ts'
import { isProxied } from '#model/kube-proxy/want.ts'
import { ServiceAccess } from './access.tsx'
import { Endpoints } from './endpoints.tsx'
import { ServiceFacts } from './facts.tsx'
import { MatrixPanel } from './matrix-panel.tsx'

/** One Service on every node: is it right, where not, how busy. */
export default function ServiceView() {
  const { params } = useAddress()
  const cluster = useCluster(serviceScope(params))
  const service = cluster.services.get(makeServiceId(params.namespace ?? '', params.name ?? ''))
  if (service === undefined)
    return (
      <UnknownService id={`${params.namespace}/${params.name}`} isKnown={cluster.api.get('services')?.is === 'live'} />
    )
  return (
    <PageBody title={<Name service={service} />} aside={<Aside service={service} />}>
      <ServiceFacts cluster={cluster} service={service} />
      <MatrixPanel cluster={cluster} service={service} />
      {isProxied(service) && isOffered(to('access')) && <ServiceAccess service={service} />}
      <Endpoints cluster={cluster} service={service} />
    </PageBody>
  )
}

const Name = ({ service }: { service: Service }) => (
  <>
    <span className="font-normal text-ink-quiet">{service.namespace}/</span>
    {service.name}
  </>
)

/** What changed last, and the way to its connections. */
const Aside = ({ service }: { service: Service }) => (
  <span className="flex flex-wrap items-baseline gap-x-4">
    <Changed service={service} />
    {isProxied(service) && <ServiceFlowsLink id={service.id} />}
  </span>
)

/** Where there may be any: of what is past nobody listed them, unless a snapshot was taken while somebody looked. */
function ServiceFlowsLink({ id }: { id: ServiceId }) {
  const words = useWords()
  const isPresent = useIsPresent()
  const wereListed = useNewest().flowFeeds.size > 0
  if (!isPresent && !wereListed) return null
  return (
    <Link to={toFlows({ service: id })} className="text-13 text-accent underline underline-offset-3">
      {isPresent ? words.service.flows : words.service.flowsThen}
    </Link>
  )
}

function Changed({ service }: { service: Service }) {
  const words = useWords()
  if (service.changedAt === 0) return null
  return (
    <span className="text-13 text-ink-quiet">
      <Sentence text={words.service.changed('{age}')} parts={{ age: <Age since={service.changedAt} /> }} />
    </span>
  )
}

function UnknownService({ id, isKnown }: { id: string; isKnown: boolean }) {
  const words = useWords()
  return (
    <PageBody title={words.titles.service}>
      <Empty nothing={isKnown ? 'none' : 'not-known'}>
        <p>{isKnown ? words.service.unknown(id) : words.service.unknownYet(id)}</p>
        <Link to={to('services')} className="text-accent underline">
          {words.service.toServices}
        </Link>
      </Empty>
    </PageBody>
  )
}
