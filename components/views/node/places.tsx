'use client'
import type { ReactNode } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import { type Tab, Tabs } from '#components/parts/tabs.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node, NodeFeed } from '#model/cluster.ts'
import { Ipsets } from './ipsets.tsx'
import { NodeNetwork } from './network.tsx'
import { Settings } from './settings.tsx'
import { countWrong } from './settings-scene.ts'
import { TablePanel } from './table-panel.tsx'

const places = ['table', 'network', 'settings', 'ipsets'] as const
type Place = (typeof places)[number]

interface PlacesProps {
  readonly cluster: Cluster
  readonly node: Node
  readonly feed: NodeFeed
}

/** The table, which may be thousands of lines long, and beside it what else was read on the node. */
export function Places(props: PlacesProps) {
  const { facts } = useWords()
  const address = useAddress()
  const current = places.find((place) => place === address.options.show) ?? 'table'
  const tabs = places.map(
    (id): Tab => ({
      id,
      to: withOptions(address, { show: id === 'table' ? '' : id, q: '', state: '', select: '' }),
      content: <PlaceName place={id} {...props} />,
    }),
  )
  return (
    <>
      <Tabs label={facts.places} tabs={tabs} current={current} />
      <div className="pt-4 [&>section:first-child]:border-t-0 [&>section:first-child]:pt-0">
        {contentOf(current, props)}
      </div>
    </>
  )
}

function contentOf(place: Place, { cluster, node, feed }: PlacesProps): ReactNode {
  switch (place) {
    case 'table':
      return <TablePanel cluster={cluster} node={node} feed={feed} />
    case 'network':
      return <NodeNetwork cluster={cluster} node={node} />
    case 'settings':
      return <Settings cluster={cluster} node={node} />
    case 'ipsets':
      return <Ipsets cluster={cluster} node={node} />
  }
}

/** Its name, with a mark where somebody should look. */
function PlaceName({ place, cluster, node }: PlacesProps & { place: Place }) {
  const { facts } = useWords()
  const wrong = place === 'settings' ? countWrong(cluster, node) : 0
  return (
    <span className="inline-flex items-center gap-1.5">
      {facts.placeNames[place]}
      {wrong > 0 && (
        <>
          <Mark state="wrong" />
          <span className="tabular-nums text-wrong">{wrong}</span>
        </>
      )}
    </span>
  )
}
