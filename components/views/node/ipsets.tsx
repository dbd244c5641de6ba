'use client'
import { Badge } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { Ipset } from '#model/sources/ipsets/index.ts'
import { Told } from './told.tsx'

/** kube-proxy's sets of addresses, each opening to its members. */
export function Ipsets({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  return (
    <Panel title={facts.sets}>
      <Told fact={factOf(cluster, node, 'ipsets')}>
        {({ sets }) => (
          <div className="text-13">
            {sets.map((set) => (
              <OneSet key={set.name} set={set} />
            ))}
          </div>
        )}
      </Told>
    </Panel>
  )
}

function OneSet({ set: { name, type, total, limit, members } }: { set: Ipset }) {
  const { facts } = useWords()
  return (
    <details className="border-b border-line py-1.5">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-4">
        <span className="addr">{name}</span>
        <span className="tabular-nums">{total}</span>
        <span className="text-ink-quiet">{type}</span>
        {limit !== null && total >= limit && <Badge state="wrong">{facts.setFull(limit)}</Badge>}
      </summary>
      {members.length < total && <p className="mt-2 text-ink-quiet">{facts.membersShown(members.length, total)}</p>}
      <ul className="addr my-2 grid max-h-64 grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-4 gap-y-1 overflow-y-auto text-12 text-ink-quiet">
        {members.map((member) => (
          <li key={member}>{member}</li>
        ))}
      </ul>
    </details>
  )
}
