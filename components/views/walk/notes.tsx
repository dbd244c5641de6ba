'use client'
import { Causes } from '#components/parts/causes.tsx'
import { formatNumber } from '#components/parts/format.ts'
import { Mark } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { WalkResult } from '#model/walk/walk.ts'
import { sayCapture, sayDifference, sayOffset, sayRules } from './footnotes.ts'

/** Why it did not get through, and what is not as it should be. */
export function Reasons({ result }: { result: WalkResult }) {
  const { walk: say } = useWords()
  const { causes } = result.verdict
  // What the verdict says already is not said twice.
  const { verdict } = result
  const told = verdict.is === 'lost' ? verdict.next : null
  const differences = result.differences.filter((one) => one.is !== 'missing-stop' || one.stop !== told)
  return (
    <div className={causes.length > 0 && differences.length > 0 ? 'grid gap-x-10 lg:grid-cols-2' : ''}>
      {causes.length > 0 && (
        <Panel title={say.causes}>
          <Causes causes={causes} />
        </Panel>
      )}
      {differences.length > 0 && (
        <Panel title={say.differences.title}>
          <ul className="max-w-prose space-y-1 text-13">
            {differences.map((difference) => {
              const text = sayDifference(difference, result, say)
              return (
                <li key={text} className="flex gap-2">
                  <span className="flex h-5 items-center">
                    <Mark state="wrong" />
                  </span>
                  {text}
                </li>
              )
            })}
          </ul>
        </Panel>
      )}
    </div>
  )
}

/** How it was captured: for who doubts. */
export function Footnotes({ result }: { result: WalkResult }) {
  const words = useWords()
  const { walk: say } = words
  const { captures, offsets, probe } = result
  const connected = formatNumber(probe?.connectMs ?? null, 2)
  const texts = [
    ...sayRules(result, say),
    ...captures.filter(({ isLeftOut }) => !isLeftOut).map((capture) => sayCapture(capture, words)),
    ...offsets.slice(1).map((offset) => sayOffset(offset, say)),
    ...(connected === null
      ? []
      : [say.foot.probe(connected, probe?.status == null ? '' : say.foot.status(probe.status))]),
  ]
  if (texts.length === 0) return null
  return (
    <section aria-label={say.foot.title} className="border-t border-line pt-3 pb-6 text-12 text-ink-quiet">
      <ul className="flex flex-wrap gap-x-6 gap-y-1 tabular-nums">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  )
}
