'use client'
import { useNow } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { formatAge, formatMoment } from '#components/parts/format.ts'
import { Num } from '#components/parts/number.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { useRequest } from '#components/parts/use-request.ts'
import { formatBytes } from '#components/share/format-bytes.ts'
import { revoke, type SharedSnapshot } from '#components/share/hub.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'

export function columnsOf(words: Words, onRevoked: () => void): readonly Column<SharedSnapshot>[] {
  const { columns, openedWhy, withStandIns } = words.snapshots
  return [
    {
      id: 'taken',
      title: columns.taken,
      sort: ({ takenAt }) => takenAt,
      cell: ({ takenAt }) => <span className="tabular-nums">{formatMoment(takenAt)}</span>,
    },
    {
      id: 'view',
      title: columns.view,
      sort: ({ address }) => address,
      cell: ({ address, isPseudonymous }) => (
        <>
          <span className="addr">{readable(address)}</span>
          {isPseudonymous && <span className="text-ink-quiet"> · {withStandIns}</span>}
        </>
      ),
    },
    {
      id: 'owner',
      title: columns.owner,
      sort: (one) => ownerOf(one, words),
      cell: (one) => ownerOf(one, words),
    },
    {
      id: 'expires',
      title: columns.expires,
      number: true,
      sort: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => <Left until={expiresAt} />,
    },
    {
      id: 'size',
      title: columns.size,
      number: true,
      sort: ({ bytes }) => bytes,
      cell: ({ bytes }) => formatBytes(bytes, words.snapshots),
    },
    {
      id: 'opened',
      title: columns.opened,
      hint: openedWhy,
      number: true,
      sort: ({ opened }) => opened,
      cell: ({ opened }) => <Num value={opened} />,
    },
    { id: 'actions', title: columns.actions, number: true, cell: ({ id }) => <Revoke id={id} onRevoked={onRevoked} /> },
  ]
}

/** Programs, visitors and the demo have no name of their own. */
const ownerOf = ({ owner, ownerName }: SharedSnapshot, { snapshots: { unnamed } }: Words): string =>
  ownerName || (unnamed[owner.replace(/:.*/, '') as keyof typeof unnamed] ?? owner)

function Left({ until }: { until: number }) {
  const words = useWords()
  return formatAge(until - useNow(), words.parts)
}

function Revoke({ id, onRevoked }: { id: string; onRevoked: () => void }) {
  const { snapshots: say } = useWords()
  const { isOut, trouble, send } = useRequest()
  return (
    <span className="inline-flex items-center gap-2">
      {trouble !== null && <span role="alert">{trouble}</span>}
      <ActionButton isDisabled={isOut} onClick={() => send(() => revoke(id), onRevoked)}>
        {say.revoke}
      </ActionButton>
    </span>
  )
}

/** As a person writes it: colons and slashes as they are. */
function readable(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
