'use client'
import { useMemo } from 'react'
import { formatMs, wordOf } from '#components/parts/access-cell.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { NodeLink } from '#components/parts/things.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import { rankOf } from '#model/access/standing.ts'
import { causesOf } from '#model/access/summary.ts'
import { formatCell } from './options.ts'
import { PortName } from './port-name.tsx'
import { ResultWord } from './rows.tsx'
import type { AccessScene, CellView } from './scene.ts'

/** Every pair a line. */
export function Twin({ scene }: { scene: AccessScene }) {
  const words = useWords()
  const columns = useMemo(() => columnsOf(words), [words])
  const rows = scene.rows.flatMap((row) => row.cells.filter((view) => view !== null))
  return (
    <Table
      caption={words.access.map.caption}
      columns={columns}
      rows={rows}
      keyOf={({ cell }) => `${cell.node} ${cell.port}`}
    />
  )
}

const timeOf = ({ standing }: CellView) => ('time' in standing ? standing.time : null)

function columnsOf(words: Words): Column<CellView>[] {
  const { access: say } = words
  return [
    {
      id: 'node',
      title: say.map.node,
      sort: ({ cell }) => cell.node,
      cell: ({ cell }) => <NodeLink name={cell.node} />,
    },
    {
      id: 'port',
      title: say.question.ports,
      sort: ({ cell }) => cell.port,
      cell: ({ cell }) => <PortName port={cell.port} />,
    },
    {
      id: 'result',
      title: say.map.result,
      sort: ({ standing }) => `${rankOf(standing)} ${wordOf(standing, words)}`,
      cell: (view) => <ToCell view={view} />,
    },
    {
      id: 'why',
      title: say.panel.why,
      cell: (view) => (
        <span className="text-ink-quiet">
          {causesOf(view)
            .map(({ id }) => words.causes[id].title)
            .join(words.parts.comma)}
        </span>
      ),
    },
    {
      id: 'status',
      title: say.map.status,
      number: true,
      sort: ({ standing }) => ('status' in standing ? standing.status : null),
      cell: ({ standing }) => ('status' in standing ? (standing.status ?? '') : ''),
    },
    {
      id: 'median',
      title: `${say.map.median} ${say.map.ms}`,
      number: true,
      sort: (view) => timeOf(view)?.median ?? null,
      cell: (view) => formatTime(timeOf(view)?.median),
    },
    {
      id: 'p95',
      title: `${say.map.p95} ${say.map.ms}`,
      number: true,
      sort: (view) => timeOf(view)?.p95 ?? null,
      cell: (view) => formatTime(timeOf(view)?.p95),
    },
  ]
}

const formatTime = (ms: number | undefined): string => (ms === undefined ? '' : formatMs(ms))

function ToCell({ view }: { view: CellView }) {
  const address = useAddress()
  return (
    <Link to={withOptions(address, { ...formatCell(view.cell), as: '' })} className="hover:underline">
      <ResultWord standing={view.standing} />
    </Link>
  )
}
