'use client'
import type { ReactNode } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import { NodeLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { NodeName } from '#model/ids.ts'
import type { Looked, Reason } from './scene.ts'

/** Each kind of thing that is not on the page, in a sentence of its own; the nodes it is about are named on demand. */
export function LeftOut({ looked }: { looked: Looked }) {
  const { flows: say } = useWords()
  const { waiting, silent, notAsked, unreadable, withoutConntrack, cut, fitting, shown } = looked
  const perReason = (reasons: readonly Reason[], text: (count: number, why: string) => string) =>
    reasons
      .slice(0, mostReasons)
      .map(({ why, nodes }) => <Line key={why} text={text(nodes.length, why)} nodes={nodes} />)
  const lines: ReactNode[] = [
    ...(silent.length > 0 ? [<Line key="silent" text={say.silent(silent.length)} nodes={silent} />] : []),
    ...perReason(unreadable, say.unreadable),
    ...perReason(withoutConntrack, say.withoutConntrack),
    ...perReason(cut, say.cut),
    ...(waiting.length > 0 ? [<Line key="waiting" text={say.waiting(waiting.length)} nodes={waiting} />] : []),
    ...(notAsked.length > 0 ? [<Line key="not-asked" text={say.notAsked(notAsked.length)} nodes={notAsked} />] : []),
    ...(fitting > shown ? [<Line key="not-shown" text={say.notShown(shown, fitting)} nodes={[]} />] : []),
  ]
  if (lines.length === 0) return null
  return (
    <ul aria-label={say.notHere} className="mb-4 grid gap-y-0.5 text-13 text-ink-quiet">
      {lines}
    </ul>
  )
}

const mostReasons = 4
const mostNames = 100

function Line({ text, nodes }: { text: string; nodes: readonly NodeName[] }) {
  const words = useWords()
  const sentence = (
    <>
      <Mark state="unknown" /> <span className="tabular-nums">{text}</span>
    </>
  )
  if (nodes.length === 0) return <li>{sentence}</li>
  return (
    <li>
      <details>
        <summary className="cursor-pointer list-none underline decoration-line decoration-dotted underline-offset-3 hover:text-ink">
          {sentence}
        </summary>
        <p className="flex flex-wrap gap-x-3 gap-y-0.5 py-1 pl-4">
          {nodes.slice(0, mostNames).map((name) => (
            <NodeLink key={name} name={name} />
          ))}
          {nodes.length > mostNames && <span>{words.parts.more(nodes.length - mostNames)}</span>}
        </p>
      </details>
    </li>
  )
}
