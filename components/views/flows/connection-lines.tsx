'use client'
import { useMemo, useRef } from 'react'
import { useWords } from '#components/words/use-words.ts'
import { columnsOf } from './connection-columns.tsx'
import { Arrow } from './ends.tsx'
import { LinesTable } from './lines-table.tsx'
import type { FlowLine } from './scene.ts'
import type { Flows } from './use-flows.ts'

interface ConnectionLinesProps extends Pick<Flows, 'now' | 'hold' | 'setHold'> {
  readonly lines: readonly FlowLine[]
}

/**
 * A connection a line: what was asked on the left of the turn, what became of it on the right. Where the screen is
 * narrow the two halves stand one under the other.
 */
export function ConnectionLines({ lines, now, hold, setHold }: ConnectionLinesProps) {
  const words = useWords()
  const columns = useMemo(() => columnsOf(words, now), [words, now])
  const openedAt = useRef(now)
  return (
    <LinesTable
      caption={words.flows.caption}
      columns={columns}
      heads={<Heads />}
      narrow="max-lg:grid-cols-6 max-lg:gap-y-2"
      lines={lines}
      keyOf={({ id }) => id}
      lookOf={({ row }) =>
        `${row.goneAt === null ? '' : 'opacity-70'} ${row.firstSeenAt > openedAt.current ? 'animate-glow' : ''}`
      }
      hold={hold}
      setHold={setHold}
    />
  )
}

function Heads() {
  const { flows: say } = useWords()
  return (
    <tr className="text-left text-12 text-ink-quiet">
      <td />
      <th scope="colgroup" colSpan={2} className="px-2 pt-1 font-normal">
        {say.before}
      </th>
      <th scope="colgroup" colSpan={2} className="px-2 pt-1 font-normal text-accent">
        <Arrow isTurn /> {say.after}
      </th>
      <td colSpan={2} />
    </tr>
  )
}
