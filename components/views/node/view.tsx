'use client'
import { useCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { FeedBadge } from '#components/parts/node-state.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { to } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import { makeNodeName } from '#model/ids.ts'
import { nodeScope } from '../scopes.ts'
import { Conntrack } from './conntrack.tsx'
import { NodeFacts } from './facts.tsx'
import { Places } from './places.tsx'
import { NodeRemarks } from './remarks.tsx'

/** One node: its table as the kernel has it, and what else is known of it. */
export default function NodeView() {
  const words = useWords()
  const { params } = useAddress()
  const cluster = useCluster(nodeScope(params))
  const name = makeNodeName(params.name ?? '')
  const node = cluster.nodes.get(name)
  if (node === undefined) {
    return (
      <PageBody title={words.titles.node}>
        <Empty nothing="none">
          <p>{words.node.unknown(name)}</p>
          <Link to={to('nodes')} className="text-accent underline">
            {words.node.toNodes}
          </Link>
        </Empty>
      </PageBody>
    )
  }
  const feed = cluster.feeds.get(name) ?? { is: 'no-agent' as const }
  return (
    <PageBody title={<span className="addr">{name}</span>} aside={<FeedBadge feed={feed} />}>
      <NodeFacts cluster={cluster} node={node} />
      {node.identity !== null && <Conntrack node={node} />}
      <NodeRemarks node={node} feed={feed} />
      <Places cluster={cluster} node={node} feed={feed} />
    </PageBody>
  )
}
