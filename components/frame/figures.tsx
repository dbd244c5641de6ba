'use client'
import { useNewest } from '#components/live/hooks.ts'
import { Mark } from '#components/parts/mark.tsx'
import { to } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'

/** Is anything wrong, and may the answer be trusted: agents that answer, tables that differ. */
export function Figures() {
  return (
    <div className="flex items-center gap-x-4 whitespace-nowrap">
      <Agents />
      <Differences />
    </div>
  )
}

function Agents() {
  const words = useWords()
  const { heard: up, nodes: all } = useNewest().health
  return (
    <Link
      to={to('nodes')}
      title={words.frame.agentsWhy(up, all)}
      className="flex items-center gap-1.5 py-1.5 hover:text-accent lg:py-2"
    >
      {up < all && <Mark state="unknown" />}
      <span className="tabular-nums">{words.frame.agents(up, all)}</span>
    </Link>
  )
}

function Differences() {
  const words = useWords()
  const counts = useNewest().health
  if (counts.compared === 0) {
    return (
      <span title={words.frame.problemsUnknownWhy} className="flex items-center gap-1.5 text-unknown">
        <Mark state="unknown" />
        {words.frame.problemsUnknown}
      </span>
    )
  }
  return (
    <Link
      to={to('services', {}, { state: counts.wrong > 0 ? 'wrong' : '' })}
      title={words.frame.problemsWhy(counts.wrong, counts.settling, counts.draining)}
      className="flex items-center gap-x-3 py-1.5 tabular-nums hover:underline lg:py-2"
    >
      {counts.wrong > 0 ? (
        <span className="flex items-center gap-1.5 font-semibold text-wrong">
          <Mark state="wrong" />
          {words.frame.problems(counts.wrong)}
        </span>
      ) : (
        <span className="text-ink-quiet">{words.frame.noProblems}</span>
      )}
      {counts.settling > 0 && (
        <Aside state="settling" count={counts.settling} text={words.frame.settling(counts.settling)} />
      )}
      {counts.draining > 0 && (
        <Aside state="draining" count={counts.draining} text={words.frame.draining(counts.draining)} />
      )}
    </Link>
  )
}

/** Where there is little room, the mark and the number. */
const Aside = ({ state, count, text }: { state: 'settling' | 'draining'; count: number; text: string }) => (
  <span
    title={text}
    className={`hidden items-center gap-1.5 @[25rem]:flex ${state === 'settling' ? 'text-warn' : 'text-drain'}`}
  >
    <Mark state={state} />
    <span className="hidden @[36rem]:inline">{text}</span>
    <span aria-hidden="true" className="@[36rem]:hidden">
      {count}
    </span>
  </span>
)
