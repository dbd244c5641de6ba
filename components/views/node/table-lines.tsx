'use client'
import { useWindow } from '#components/parts/window.ts'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { RealLineRow } from './real-line.tsx'
import { type Line, lineId } from './scene.ts'
import { ServerLineRow } from './server-line.tsx'

/** Height of a line, pixels. */
const lineHeight = 26

interface TableLinesProps {
  readonly cluster: Cluster
  readonly node: Node
  readonly lines: readonly Line[]
  readonly isHeard: boolean
}

/** The lines as ipvsadm words them; beside them the rate and what each stands for. Only those seen are drawn. */
export function TableLines({ cluster, node, lines, isHeard }: TableLinesProps) {
  const words = useWords()
  const { options } = useAddress()
  const [body, span] = useWindow<HTMLTableSectionElement>(lines.length, lineHeight)
  const load = cluster.load.get(node.name)
  const head = 'sticky top-0 z-10 border-b border-line bg-ground py-1 pr-4 font-normal text-ink-quiet'
  return (
    <div className="relative -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0 lg:overflow-visible">
      <table
        className={`border-separate border-spacing-0 font-mono text-13 [font-variant-ligatures:none] whitespace-pre ${isHeard ? '' : 'text-ink-quiet saturate-50'}`}
        aria-rowcount={lines.length + 1}
      >
        <caption className="sr-only">{words.node.table}</caption>
        <thead>
          <tr className="text-left align-bottom">
            <th className={head} scope="col">
              {'Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port'}
            </th>
            <th className={head} scope="col">
              Forward
            </th>
            <th className={`${head} text-right`} scope="col">
              Weight
            </th>
            <th className={`${head} text-right`} scope="col">
              ActiveConn
            </th>
            <th className={`${head} text-right`} scope="col">
              InActConn
            </th>
            <th className={`${head} text-right font-sans text-12`} scope="col">
              {words.services.columns.rate}
            </th>
            <th className={`${head} pl-4 font-sans text-12`} scope="col">
              {words.service.pod} / Service
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap lines={span.from} />
          {lines
            .slice(span.from, span.to)
            .map((line) =>
              line.is === 'server' ? (
                <ServerLineRow key={lineId(line)} line={line} />
              ) : (
                <RealLineRow
                  key={lineId(line)}
                  line={line}
                  load={load}
                  cluster={cluster}
                  isHeard={isHeard}
                  isSelected={options.select === `row:${node.name}|${lineId(line)}`}
                />
              ),
            )}
          <Gap lines={Math.max(0, lines.length - span.to)} />
        </tbody>
      </table>
    </div>
  )
}

const Gap = ({ lines }: { lines: number }) =>
  lines === 0 ? null : (
    <tr>
      <td height={lines * lineHeight} />
    </tr>
  )
