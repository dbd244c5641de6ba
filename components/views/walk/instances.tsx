'use client'
import { ForInstance, instance } from '#components/parts/for-instance.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster } from '#model/cluster.ts'
import { worthAsking } from '#model/probe/worth-asking.ts'
import { formatWanted, parseWalkOptions } from './options.ts'

const unsaid = parseWalkOptions({}).wanted

/** Walks worth having as things stand: taken, they are written into the form, and wait there to be run. */
export function Instances({ cluster }: { cluster: Cluster }) {
  const { parts, flows } = useWords()
  const address = useAddress()
  const worth = worthAsking(cluster)
  if (worth.length === 0) return null
  return (
    <ForInstance>
      {worth.map(({ node, port, role, differs }) => (
        <span key={`${port} ${role}`} className="inline-flex items-center gap-1.5">
          {differs && <Mark state="wrong" />}
          <Link
            to={withOptions(
              address,
              formatWanted({ ...unsaid, source: node, port, role: role === 'cluster-ip' ? '' : role }),
            )}
            className={instance}
          >
            {node} → {port}
          </Link>
          {(differs || role !== 'cluster-ip') && (
            <span className="text-ink-quiet">{differs ? parts.differs : flows.roles[role]}</span>
          )}
        </span>
      ))}
    </ForInstance>
  )
}
