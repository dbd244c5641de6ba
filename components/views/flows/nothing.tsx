'use client'
import { assertNever } from '#components/parts/assert-never.ts'
import { Empty, type Nothing } from '#components/parts/empty.tsx'
import { useIsPresent } from '#components/parts/in-present.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster } from '#model/cluster.ts'
import type { FlowFilter } from '#model/scope.ts'
import { Clear } from './filters.tsx'
import { type Looked, type NoLines, whyNoLines } from './scene.ts'

/** No line, and which kind of nothing that is. */
export function NothingHere({ cluster, filter, looked }: { cluster: Cluster; filter: FlowFilter; looked: Looked }) {
  const words = useWords()
  const why = whyNoLines(cluster, filter, looked)
  const isPresent = useIsPresent()
  if (why.is === 'asking' && !isPresent) return <Empty nothing="none">{words.flows.notKept}</Empty>
  const isFilters = why.is === 'no-match' || why.is === 'no-node' || why.is === 'no-service'
  return (
    <Empty nothing={kinds[why.is]}>
      {sentenceOf(why, filter, words)} {isFilters && <Clear />}
    </Empty>
  )
}

const kinds: Record<NoLines['is'], Nothing> = {
  asking: 'not-known',
  'no-node': 'none',
  'no-service': 'none',
  'not-allowed': 'not-allowed',
  nobody: 'not-known',
  'not-known': 'not-known',
  none: 'none',
  'no-match': 'no-match',
}

function sentenceOf(why: NoLines, filter: FlowFilter, { flows: say }: Words): string {
  switch (why.is) {
    case 'asking':
      return say.asking
    case 'no-node':
      return say.noNode(filter.node)
    case 'no-service':
      return say.noSuchService(filter.service)
    case 'not-allowed':
      return say.notAllowed
    case 'nobody':
      return say.nobody
    case 'not-known':
      return say.notKnown
    case 'none':
      return say.none
    case 'no-match':
      return say.noMatch
    default:
      return assertNever(why)
  }
}
