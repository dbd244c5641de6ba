'use client'
import { useMemo } from 'react'
import { Empty } from '#components/parts/empty.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { type Tab, Tabs } from '#components/parts/tabs.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Service } from '#model/cluster.ts'
import { Matrix } from './matrix.tsx'
import { MatrixLegend } from './matrix-legend.tsx'
import { type Place, placesOf } from './places.ts'
import { makeMatrix } from './scene.ts'
import { makeVerdict } from './verdict.ts'
import { VerdictText } from './verdict-text.tsx'

/** A tab a virtual server, and of the chosen one the verdict and the matrix. */
export function MatrixPanel({ cluster, service }: { cluster: Cluster; service: Service }) {
  const words = useWords()
  const address = useAddress()
  const places = useMemo(() => placesOf(service), [service])
  const place = places.find(({ id }) => id === address.options.vs) ?? places[0]
  if (place === undefined) {
    return (
      <Panel title={words.service.matrix}>
        <Empty nothing="none">{whyNothing(service, words)}</Empty>
      </Panel>
    )
  }
  const tabs = places.map(
    (each): Tab => ({
      id: each.id,
      to: withOptions(address, { vs: each === places[0] ? '' : each.id, select: '' }),
      content: <PlaceName place={each} />,
    }),
  )
  return (
    <>
      {places.length > 1 && (
        <div className="mb-4">
          <Tabs label={words.service.places} tabs={tabs} current={place.id} />
        </div>
      )}
      <PlaceMatrix cluster={cluster} service={service} place={place} />
    </>
  )
}

function PlaceMatrix({ cluster, service, place }: { cluster: Cluster; service: Service; place: Place }) {
  const words = useWords()
  const matrix = useMemo(() => makeMatrix(cluster, service, place), [cluster, service, place])
  const verdict = useMemo(() => makeVerdict(matrix), [matrix])
  return (
    <div className="pb-6">
      <VerdictText verdict={verdict} />
      {matrix.columns.length === 0 && (
        <p data-nothing="none" className="mb-4 max-w-prose border-l-2 border-warn py-1 pl-3">
          {words.service.noEndpoints}
        </p>
      )}
      <Matrix matrix={matrix} />
      <div className="mt-3">
        <MatrixLegend />
      </div>
    </div>
  )
}

function PlaceName({ place }: { place: Place }) {
  const words = useWords()
  const { port } = place
  return (
    <>
      <span className="text-ink-quiet">{port.name || words.service.roles[place.role]} </span>
      <span className="addr">{place.address === null ? `:${place.number}/${port.protocol}` : place.id}</span>
      {port.name && place.role !== 'cluster-ip' && (
        <span className="text-ink-quiet"> {words.service.roles[place.role]}</span>
      )}
    </>
  )
}

function whyNothing(service: Service, words: Words): string {
  const say = words.service.nothingHere
  if (service.type === 'ExternalName') return say.externalName(service.externalName)
  if (service.servedByAnother) return say.servedByAnother
  return service.headless ? say.headless : say.noClusterIp
}
