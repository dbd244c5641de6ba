'use client'
import { Empty } from '#components/parts/empty.tsx'
import { formatNumber } from '#components/parts/format.ts'
import { Badge } from '#components/parts/mark.tsx'
import { ScrollList } from '#components/parts/scroll-list.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { Ipset } from '#model/sources/ipsets/index.ts'
import { Told } from './told.tsx'

/** kube-proxy's sets of addresses, each opening to its members; those without any come last. */
export function Ipsets({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  return (
    <Told fact={factOf(cluster, node, 'ipsets')}>
      {({ sets }) =>
        sets.length === 0 ? (
          <Empty nothing="none">{facts.noSets}</Empty>
        ) : (
          <>
            <p className="mb-3 max-w-prose text-13 text-ink-quiet">{facts.setsWhy}</p>
            <div className="max-w-4xl border-t border-line pb-6 text-13">
              {sets.filter(isFilled).map((set) => (
                <OpeningSet key={set.name} set={set} />
              ))}
              {sets
                .filter((set) => !isFilled(set))
                .map((set) => (
                  <div key={set.name} className="border-b border-line/50 py-2 pl-6 text-ink-quiet">
                    <Head set={set} />
                  </div>
                ))}
            </div>
          </>
        )
      }
    </Told>
  )
}

const isFilled = ({ total }: Ipset): boolean => total > 0

function OpeningSet({ set }: { set: Ipset }) {
  const { facts } = useWords()
  const { members, total, limit } = set
  return (
    <details className="group border-b border-line/50">
      <summary className="flex cursor-pointer list-none items-baseline gap-2 py-2 hover:bg-raised [&::-webkit-details-marker]:hidden">
        <span aria-hidden="true" className="w-4 shrink-0 text-ink-quiet group-open:rotate-90">
          ›
        </span>
        <Head set={set} />
      </summary>
      <div className="pb-3 pl-6">
        {limit !== null && total >= limit && <Badge state="wrong">{facts.setFull(limit)}</Badge>}
        {members.length < total && <p className="text-ink-quiet">{facts.membersShown(members.length, total)}</p>}
        <div className="mt-1">
          <ScrollList label={set.name} columnRem={14} texts={members} />
        </div>
      </div>
    </details>
  )
}

/** `KUBE-CLUSTER-IP  1,204  every ClusterIP and port  hash:ip,port` */
function Head({ set: { name, type, total } }: { set: Ipset }) {
  const words = useWords()
  return (
    <span className="grid w-full grid-cols-[1fr_4.5rem] items-baseline gap-x-4 md:grid-cols-[19rem_4.5rem_1fr_8rem]">
      <span className="addr">{name}</span>
      <span className="text-right tabular-nums">{formatNumber(total)}</span>
      <span className="hidden text-ink-quiet md:block">{holdsOf(words, name)}</span>
      <span className="addr hidden text-12 text-ink-quiet md:block">{type}</span>
    </span>
  )
}

/** Sets of IPv6 are named alike, after another prefix. */
const holdsOf = ({ facts }: Words, name: string): string =>
  (facts.setHolds as Readonly<Record<string, string>>)[name.replace(/^KUBE-6-/, 'KUBE-')] ?? ''
