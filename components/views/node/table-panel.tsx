'use client'
import { useMemo } from 'react'
import { CliHint } from '#components/parts/cli-hint.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { FilterField, FilterSwitch } from '#components/parts/filter.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { Age } from '#components/parts/number.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { apiAddress } from '#components/url/api.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Node, NodeFeed } from '#model/cluster.ts'
import { podsByAddress } from '#model/pods.ts'
import { formatTable } from '#model/sources/ipvs/format.ts'
import { standingOf, tiesOf } from '#model/standing.ts'
import { isHeard, tableIndexOf } from '#model/table-index.ts'
import { type Block, countBlocks, filterBlocks, linesOf, makeBlocks } from './scene.ts'
import { TableLines } from './table-lines.tsx'

/** The node's table, or why there is none to show. */
export function TablePanel({ cluster, node, feed }: { cluster: Cluster; node: Node; feed: NodeFeed }) {
  const words = useWords()
  const { table } = node
  if (table.is === 'read') return <ReadTable cluster={cluster} node={node} table={table} feed={feed} />
  return (
    <Panel title={words.node.table}>
      <Empty nothing={table.is === 'absent' ? 'none' : 'not-known'}>
        {table.is === 'absent' && words.node.absent(table.why)}
        {table.is === 'unreadable' && words.node.unreadable(table.why)}
        {table.is === 'unknown' && (feed.is === 'no-agent' ? words.service.noAgent : words.node.never)}
      </Empty>
    </Panel>
  )
}

interface ReadTableProps {
  readonly cluster: Cluster
  readonly node: Node
  readonly table: Extract<Node['table'], { is: 'read' }>
  readonly feed: NodeFeed
}

function ReadTable({ cluster, node, table, feed }: ReadTableProps) {
  const words = useWords()
  const { options } = useAddress()
  const ties = tiesOf(cluster)
  const pods = podsByAddress(cluster)
  const settling = standingOf(cluster).differences.filter((each) => each.severity === 'settling').length
  // Load changes the cluster twice a second, but not what is written here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: of `cluster` only what these stand for is read.
  const blocks = useMemo(() => makeBlocks(cluster, node), [node, ties, settling, feed.is])
  const text = options.q ?? ''
  const onlyDiffering = options.state === 'wrong'
  const shown = useMemo(
    () => filterBlocks(blocks, { text, onlyDiffering }, (address) => pods.get(address)),
    [blocks, text, onlyDiffering, pods],
  )
  const lines = useMemo(() => linesOf(shown), [shown])
  const load = cluster.load.get(node.name)
  const { servers, offsets } = tableIndexOf(cluster, table.hash)
  const raw = () => formatTable({ ...table, servers }, load?.active ?? [], load?.inactive ?? [])
  return (
    <Panel title={words.node.table} aside={words.node.tableSize(servers.length, offsets[servers.length] ?? 0)}>
      {isHeard(feed) ? <Verdict blocks={blocks} node={node} /> : <Stale since={load?.at ?? null} />}
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterField label={words.node.filter} />
        <FilterSwitch label={words.node.onlyDiffering} option="state" value="wrong" />
        <CopyButton text={raw} label={words.node.raw} />
      </div>
      {lines.length === 0 ? (
        <Empty nothing={blocks.length === 0 ? 'none' : 'no-match'}>{whyEmpty(blocks, text, words)}</Empty>
      ) : (
        <TableLines cluster={cluster} node={node} lines={lines} isHeard={isHeard(feed)} />
      )}
      <div className="mt-4">
        <CliHint command={`curl -H 'Accept: text/plain' ${apiAddress(['nodes', node.name, 'table'])}`} />
      </div>
    </Panel>
  )
}

function whyEmpty(blocks: readonly Block[], text: string, words: Words): string {
  if (blocks.length === 0) return words.node.tableEmpty
  return text === '' ? words.node.nothingDiffers : words.node.noMatch
}

function Verdict({ blocks, node }: { blocks: readonly Block[]; node: Node }) {
  const words = useWords()
  const say = words.node.verdict
  if (node.want === null) return <p className="mb-3 text-ink-quiet">{words.node.unjudged}</p>
  const counts = countBlocks(blocks)
  const sentences = (['wrong', 'settling', 'draining'] as const).flatMap((severity) =>
    counts[severity] > 0 ? [say[severity](counts[severity])] : [],
  )
  const worst = counts.wrong > 0 ? 'wrong' : counts.settling > 0 ? 'settling' : 'ok'
  return (
    <p className="mb-3 flex items-center gap-2 font-medium">
      <Mark state={worst} />
      {sentences.length === 0 ? say.agrees : sentences.join(words.parts.gap)}
    </p>
  )
}

function Stale({ since }: { since: number | null }) {
  const words = useWords()
  if (since === null) return null
  return (
    <p className="mb-3 flex items-center gap-2 text-unknown">
      <Mark state="unknown" />
      <span>
        <Sentence text={words.node.stale('{age}')} parts={{ age: <Age since={since} /> }} />
      </span>
    </p>
  )
}
