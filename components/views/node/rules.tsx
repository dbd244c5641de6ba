'use client'
import { Panel } from '#components/parts/panel.tsx'
import { ScrollList } from '#components/parts/scroll-list.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import { isUsualRule, type Rules as Value } from '#model/sources/rules/index.ts'
import { LeftOut, Told } from './told.tsx'

/** Which table a packet's route is looked up in: the kernel's own rules in a word, others line by line. */
export function Rules({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  return (
    <Panel title={facts.rules}>
      <Told fact={factOf(cluster, node, 'rules')}>
        {({ ipv4, ipv6 }) => (
          <div className="space-y-3">
            <Family name="IPv4" told={ipv4} />
            {ipv6.total > 0 && <Family name="IPv6" told={ipv6} />}
          </div>
        )}
      </Told>
    </Panel>
  )
}

function Family({ name, told: { total, lines } }: { name: string; told: Value['ipv4'] }) {
  const { facts } = useWords()
  if (total === lines.length && lines.every(isUsualRule))
    return <p className="max-w-prose text-13 text-ink-quiet">{facts.rulesUsual(name)}</p>
  return (
    <div>
      <p className="max-w-prose text-13 text-ink-quiet">{facts.rulesWhy(name)}</p>
      <div className="mt-2">
        <ScrollList label={`${facts.rules} ${name}`} columnRem={null} texts={[...new Set(lines.slice(0, mostShown))]} />
      </div>
      <LeftOut shown={Math.min(lines.length, mostShown)} total={total} />
    </div>
  )
}

/** More are told than anybody reads. */
const mostShown = 1_000
