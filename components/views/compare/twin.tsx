'use client'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import { Sign } from './cells.tsx'
import type { Group, Line } from './lines/line.ts'
import { wordPlaces } from './places.ts'

interface Row {
  readonly place: string
  readonly line: Line
}

/** The same lines as one table. */
export function Twin({ groups, all }: { groups: readonly Group[]; all: number }) {
  const words = useWords()
  const { compare: say } = words
  const rows = groups.flatMap((group): Row[] => {
    const place = group.service ?? (group.nodes === null ? group.title : wordPlaces(group.nodes, all, say))
    const own: Line = { ...emptyLine, id: group.id, is: group.is, what: group.nodes === null ? 'object' : 'node' }
    const lines = group.is === 'appeared' || group.is === 'vanished' ? [own, ...group.lines] : group.lines
    return lines.map((line) => ({ place, line }))
  })
  return (
    <Table
      caption={words.titles.compare}
      columns={columnsOf(say, all)}
      rows={rows}
      keyOf={({ place, line }) => `${place} ${line.id}`}
    />
  )
}

const emptyLine: Omit<Line, 'id' | 'is' | 'what'> = {
  kind: 'structure',
  isProblem: false,
  key: '',
  before: null,
  after: null,
  nodes: null,
  but: null,
}

const columnsOf = (say: Words['compare'], all: number): Column<Row>[] => [
  { id: 'place', title: say.columns.place, sort: ({ place }) => place, cell: ({ place }) => place },
  {
    id: 'what',
    title: say.columns.what,
    sort: ({ line }) => say.what[line.what],
    cell: ({ line }) => (
      <>
        <span className="mr-2 inline-block w-3">
          <Sign line={line} />
        </span>
        {say.what[line.what]}
      </>
    ),
  },
  {
    id: 'key',
    title: say.columns.key,
    sort: ({ line }) => line.key || null,
    cell: ({ line }) => <span className="addr">{line.key}</span>,
  },
  { id: 'before', title: say.columns.before, sort: ({ line }) => line.before, cell: ({ line }) => line.before },
  {
    id: 'after',
    title: say.columns.after,
    sort: ({ line }) => line.after,
    cell: ({ line }) => line.after ?? (line.is === 'vanished' || line.is === 'appeared' ? say.is[line.is] : null),
  },
  {
    id: 'nodes',
    title: say.columns.nodes,
    sort: ({ line }) => line.nodes?.length ?? null,
    cell: ({ line }) =>
      line.nodes && <span title={line.nodes.join(' ')}>{wordPlaces(line.nodes, all, say, line.but)}</span>,
  },
]
