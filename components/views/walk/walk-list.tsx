'use client'
import { formatClock } from '#components/parts/format.ts'
import { Badge, type MarkState } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { toWalk } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Verdict, Walk } from '#model/walk/walk.ts'
import { nameOfSource, nameOfTarget } from './places.ts'

const head = 'border-b border-line px-2 py-1.5 text-left text-12 font-medium text-ink-quiet first:pl-0'
const cell = 'border-b border-line/50 px-2 py-1.5 first:pl-0'

/** Every walk the hub holds, the newest first. */
export function WalkList({ walks, current }: { walks: readonly Walk[]; current: string }) {
  const { walk: say } = useWords()
  const { options } = useAddress()
  if (walks.length === 0) return null
  return (
    <Panel title={say.list.title}>
      <table className="w-full border-separate border-spacing-0 text-13">
        <caption className="sr-only">{say.list.caption}</caption>
        <thead className="max-sm:sr-only">
          <tr>
            <th scope="col" className={`${head} w-24`}>
              {say.list.started}
            </th>
            <th scope="col" className={head}>
              {say.list.way}
            </th>
            <th scope="col" className={`${head} w-40`}>
              {say.list.verdict}
            </th>
            <th scope="col" className={`${head} w-20 text-right! max-sm:hidden`}>
              {say.list.packets}
            </th>
          </tr>
        </thead>
        <tbody>
          {walks.map((walk) => (
            <tr key={walk.id} className={`group hover:bg-raised ${walk.id === current ? 'bg-raised' : ''}`}>
              <td className={`${cell} align-top whitespace-nowrap tabular-nums`}>{formatClock(walk.startedAt)}</td>
              <td className={cell}>
                <Link
                  to={toWalk({ ...options, walk: walk.id, stop: '', packet: '' })}
                  aria-current={walk.id === current ? 'true' : undefined}
                  className="underline decoration-line underline-offset-3 hover:decoration-current"
                >
                  <span className="addr">{nameOfSource(walk.asked.source, say)}</span>
                  <span className="text-ink-quiet"> → </span>
                  <span className="addr">{nameOfTarget(walk.asked)}</span>
                </Link>
                {walk.asked.how === 'live' && (
                  <span className="ml-3 text-12 whitespace-nowrap text-ink-quiet">{say.list.live}</span>
                )}
                {walk.isKept && (
                  <span className="ml-3 rounded border border-line px-1.5 whitespace-nowrap text-12 text-ink-quiet">
                    {say.list.kept}
                  </span>
                )}
              </td>
              <td className={`${cell} align-top whitespace-nowrap max-sm:text-12`}>
                <Standing walk={walk} />
              </td>
              <td className={`${cell} text-right align-top tabular-nums max-sm:hidden`}>{walk.packets}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

const marks: Record<Verdict['is'], MarkState | null> = {
  through: null,
  refused: 'wrong',
  lost: 'wrong',
  unseen: 'unknown',
}

function Standing({ walk: { verdict, stage } }: { walk: Walk }) {
  const { walk: say } = useWords()
  if (verdict === null)
    return stage === 'failed' ? (
      <Badge state="unknown">{say.stages.failed}</Badge>
    ) : (
      <span className="text-ink-quiet">{say.stages[stage]}</span>
    )
  const mark = marks[verdict.is]
  const word = say.verdicts[verdict.is]
  return mark === null ? <span>{word}</span> : <Badge state={mark}>{word}</Badge>
}
