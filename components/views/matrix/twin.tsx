'use client'
import { useMemo } from 'react'
import { Badge, type MarkState } from '#components/parts/mark.tsx'
import { Num, Rate } from '#components/parts/number.tsx'
import { Table } from '#components/parts/table.tsx'
import type { Column } from '#components/parts/table-columns.ts'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { CellFacts } from './cell.ts'
import { codes, type State } from './codes.ts'
import type { MatrixRow } from './grid.ts'
import type { MatrixOptions } from './options.ts'
import { describeDrifts, nameOfRow } from './texts.ts'
import { makeDifferences, makeTotals, type Total } from './twin-rows.ts'
import type { Matrix } from './use-matrix.ts'

/** The same facts as a table: cells that differ, or Services and their load. */
export function Twin({ matrix, by }: { matrix: Matrix; by: MatrixOptions['by'] }) {
  const words = useWords()
  const { twin } = words.matrix
  const { cluster, scene } = matrix
  const differences = useMemo(() => (by === 'drift' ? makeDifferences(cluster, scene) : []), [by, cluster, scene])
  if (by !== 'drift') {
    return (
      <>
        {cluster.sums?.exact === false && <p className="mb-2 text-13 text-ink-quiet">{words.services.rounded}</p>}
        <Table
          caption={twin.totals}
          columns={columnsOfTotals(words)}
          rows={makeTotals(cluster, scene)}
          keyOf={({ row }) => row.thing}
        />
      </>
    )
  }
  if (differences.length === 0) return <p className="text-13 text-ink-quiet">{words.matrix.nothing.noProblems}</p>
  return (
    <Table
      caption={twin.differences}
      columns={columnsOfDifferences(words)}
      rows={differences}
      keyOf={({ facts: { cell } }) => `${cell.thing}@${cell.node}`}
    />
  )
}

const marks: Record<State, MarkState> = {
  empty: 'unknown',
  agrees: 'ok',
  unknown: 'unknown',
  draining: 'draining',
  settling: 'settling',
  missing: 'missing',
  wrong: 'wrong',
}

const RowName = ({ row }: { row: MatrixRow }) =>
  row.service === null ? <span className="addr">{row.name}</span> : <ServiceLink id={row.service} />

function columnsOfDifferences(words: Words): Column<{ row: MatrixRow; facts: CellFacts }>[] {
  const { twin, state } = words.matrix
  return [
    { id: 'service', title: twin.service, sort: ({ row }) => nameOfRow(row), cell: ({ row }) => <RowName row={row} /> },
    {
      id: 'node',
      title: twin.node,
      sort: ({ facts }) => facts.cell.node,
      cell: ({ facts }) => <NodeLink name={facts.cell.node} />,
    },
    {
      id: 'state',
      title: twin.state,
      sort: ({ facts }) => -codes[facts.state],
      cell: ({ facts }) => <Badge state={marks[facts.state]}>{state[facts.state]}</Badge>,
    },
    {
      id: 'what',
      title: twin.what,
      cell: ({ facts }) => describeDrifts(facts.drifts, words, 3).join(' · '),
    },
  ]
}

function columnsOfTotals(words: Words): Column<Total>[] {
  const { twin } = words.matrix
  const why = words.parts.firstReading
  return [
    { id: 'service', title: twin.service, sort: ({ row }) => nameOfRow(row), cell: ({ row }) => <RowName row={row} /> },
    {
      id: 'wrong',
      title: twin.wrong,
      number: true,
      sort: ({ row }) => row.wrong,
      cell: ({ row }) => <Num value={row.wrong} />,
    },
    {
      id: 'rate',
      title: twin.rate,
      number: true,
      sort: ({ rate }) => rate,
      cell: ({ rate }) => <Rate value={rate} why={why} />,
    },
    {
      id: 'active',
      title: twin.active,
      number: true,
      sort: ({ active }) => active,
      cell: ({ active }) => <Num value={active} />,
    },
    {
      id: 'inactive',
      title: twin.inactive,
      number: true,
      sort: ({ inactive }) => inactive,
      cell: ({ inactive }) => <Num value={inactive} />,
    },
  ]
}
