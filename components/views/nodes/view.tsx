'use client'
import { useMemo } from 'react'
import { useCluster } from '#components/live/hooks.ts'
import { Empty } from '#components/parts/empty.tsx'
import { PageBody } from '#components/parts/page.tsx'
import { Table } from '#components/parts/table.tsx'
import { useWords } from '#components/words/use-words.ts'
import { sumsOf } from '#model/sums/of.ts'
import { columnsOf } from './columns.tsx'
import { makeNodeRows } from './scene.ts'

/** All nodes: who is heard, who is right, who is busy. */
export default function NodesView() {
  const words = useWords()
  const cluster = useCluster()
  const rows = useMemo(() => makeNodeRows(cluster), [cluster])
  return (
    <PageBody
      title={words.titles.nodes}
      aside={
        <span className="text-13 text-ink-quiet tabular-nums">
          {words.nodes.count(rows.length)}
          {!sumsOf(cluster).exact && ` · ${words.services.rounded}`}
        </span>
      }
    >
      {rows.length === 0 ? (
        <Empty nothing="none">{words.nodes.none}</Empty>
      ) : (
        <Table caption={words.titles.nodes} columns={columnsOf(words)} rows={rows} keyOf={({ node }) => node.name} />
      )}
    </PageBody>
  )
}
