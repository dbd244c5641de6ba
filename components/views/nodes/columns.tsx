'use client'
import { Badge } from '#components/parts/mark.tsx'
import { DifferenceBadges, FeedBadge } from '#components/parts/node-state.tsx'
import { Age, Num, Rate, Unknown } from '#components/parts/number.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { toNode } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { NodeRow } from './scene.ts'

export function columnsOf(words: Words): Column<NodeRow>[] {
  const titles = words.nodes.columns
  const rate = (id: 'rate' | 'packets', title: string): Column<NodeRow> => ({
    id,
    title,
    number: true,
    sort: (row) => row[id],
    cell: (row) => <Rate value={row[id]} why={whyUnknown(row, words)} />,
  })
  const count = (id: 'active' | 'inactive', title: string): Column<NodeRow> => ({
    id,
    title,
    hint: words.services.hints[id],
    number: true,
    sort: (row) => row[id],
    cell: (row) => <Num value={row[id]} why={whyUnknown(row, words)} />,
  })
  return [
    { id: 'name', title: titles.name, sort: ({ node }) => node.name, cell: (row) => <NodeNameCell row={row} /> },
    { id: 'state', title: titles.state, sort: weightOf, cell: (row) => <TableBadge row={row} /> },
    { id: 'feed', title: titles.feed, sort: ({ feed }) => feed.is, cell: ({ feed }) => <FeedBadge feed={feed} /> },
    {
      id: 'heard',
      title: titles.heard,
      hint: words.nodes.heardHint,
      number: true,
      sort: ({ silentSince }) => silentSince,
      cell: (row) => <Silence row={row} />,
    },
    {
      id: 'kernel',
      title: titles.kernel,
      sort: ({ node }) => node.identity?.kernel ?? null,
      cell: ({ node }) =>
        node.identity === null ? (
          <Unknown why={words.nodes.neverHeard} />
        ) : (
          <span className="addr">{node.identity.kernel}</span>
        ),
    },
    {
      id: 'servers',
      title: titles.table,
      number: true,
      sort: ({ servers }) => servers,
      cell: (row) => <Num value={row.servers} why={whyUnknown(row, words)} />,
    },
    {
      id: 'reals',
      title: titles.rows,
      number: true,
      sort: ({ reals }) => reals,
      cell: (row) => <Num value={row.reals} why={whyUnknown(row, words)} />,
    },
    rate('rate', titles.rate),
    rate('packets', titles.packets),
    count('active', titles.active),
    count('inactive', titles.inactive),
  ]
}

/** Worst first when sorted upwards; what cannot be compared last. */
const weightOf = ({ differs }: NodeRow): number | null =>
  differs === null ? null : -(differs.wrong * 1e6 + differs.settling * 1e3 + differs.draining)

function whyUnknown({ node, isHeard, feed }: NodeRow, words: Words): string {
  if (node.table.is === 'absent') return words.node.absent(node.table.why)
  if (node.table.is === 'unreadable') return words.node.unreadable(node.table.why)
  if (!isHeard) return words.service.feeds[feed.is]
  return words.parts.firstReading
}

function Silence({ row: { feed, silentSince } }: { row: NodeRow }) {
  const words = useWords()
  if (silentSince !== null) return <Age since={silentSince} />
  return feed.is === 'fine' ? null : <Unknown why={words.nodes.neverHeard} />
}

function NodeNameCell({ row: { node } }: { row: NodeRow }) {
  const words = useWords()
  return (
    <>
      <Link
        to={toNode(node.name)}
        className="addr inline-block max-w-44 truncate sm:max-w-72 align-bottom font-medium hover:text-accent"
      >
        {node.name}
      </Link>
      {node.kube?.controlPlane && <span className="ml-2 text-12 text-ink-quiet">{words.nodes.controlPlane}</span>}
      {node.kube?.ready === false && <span className="ml-2 text-12 text-warn">{words.nodes.notReady}</span>}
    </>
  )
}

function TableBadge({ row: { node, differs } }: { row: NodeRow }) {
  const words = useWords()
  const { table, rejected, conflicts } = node
  if (table.is === 'absent') {
    return (
      <Badge state="unknown" title={words.node.absent(table.why)}>
        {words.nodes.absent}
      </Badge>
    )
  }
  if (table.is === 'unreadable') {
    return (
      <Badge state="unknown" title={words.node.unreadable(table.why)}>
        {words.nodes.unreadable}
      </Badge>
    )
  }
  return (
    <span className="inline-flex gap-3">
      <DifferenceBadges differs={differs} />
      {rejected.rows > 0 && <Badge state="unknown">{words.nodes.rejected(rejected.rows)}</Badge>}
      {conflicts.length > 0 && <Badge state="wrong">{words.nodes.conflicts}</Badge>}
    </span>
  )
}
