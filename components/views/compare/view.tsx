'use client'
import { useEffect, useState } from 'react'
import { keepToken, tokenOf } from '#components/kept/token.ts'
import { useClock } from '#components/live/clock.ts'
import { useLook, useNow } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { formatMoment } from '#components/parts/format.ts'
import { PageBody } from '#components/parts/page.tsx'
import { formatAddress, to, withOptions } from '#components/url/address.ts'
import { basePath, navigate, useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { overview } from '#model/scope.ts'
import type { LocalState, Pair, Trouble } from './ask.ts'
import { ComparisonBody } from './body.tsx'
import { Choose } from './choose.tsx'
import { formatSide, formatTokens, parseTokens, type Side, type SideName, sideNames, sideOf } from './sides.ts'
import { useComparison } from './use-comparison.ts'

const noFiles: Pair<LocalState | null> = { a: null, b: null }

/** Two states side by side. Opened without a word it tells what changed lately. */
export default function CompareView() {
  const words = useWords()
  const { compare: say } = words
  const address = useAddress()
  const now = useNow()
  useLook(overview)
  const sides = useSides()
  const [files, setFiles] = useState(noFiles)
  const { answer, isOut, again } = useComparison(sides, files)
  const comparison = answer?.is === 'compared' ? answer.comparison : null
  const take = (name: SideName, side: Side) => navigate(withOptions(address, { [name]: formatSide(side) }))
  const swap = () => {
    setFiles(({ a, b }) => ({ a: b, b: a }))
    const pinned = pin(sides, comparison)
    navigate(withOptions(address, { a: formatSide(pinned.b), b: formatSide(pinned.a) }))
  }
  return (
    <PageBody
      title={words.titles.compare}
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <ActionButton onClick={again} isDisabled={isOut}>
            {say.tryAgain}
          </ActionButton>
          <CopyButton text={() => linkOf(pin(sides, comparison), address.options)} label={say.copyLink} />
        </div>
      }
    >
      <div className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-2">
        {sideNames.map((name) => (
          <Choose
            key={name}
            name={name}
            side={sides[name]}
            file={files[name]}
            now={now}
            at={comparison?.[name].at ?? null}
            onSide={(side) => take(name, side)}
            onFile={(file) => setFiles((before) => ({ ...before, [name]: file }))}
          />
        ))}
        <ActionButton onClick={swap}>
          <span aria-hidden="true">⇄</span>
          <span className="sr-only">{say.swap}</span>
        </ActionButton>
        {sideNames.some((name) => sides[name].is === 'file') && (
          <span className="text-12 text-ink-quiet">{say.linkWithFile}</span>
        )}
      </div>
      {answer === null && <Empty nothing="not-known">{say.working}</Empty>}
      {answer?.is === 'failed' && (
        <Empty nothing="not-known">
          {say.notCompared} <TroubleText trouble={answer.trouble} />
        </Empty>
      )}
      {comparison !== null && (
        <div className={isOut ? 'opacity-60' : ''} aria-busy={isOut}>
          <ComparisonBody comparison={comparison} />
        </div>
      )}
    </PageBody>
  )
}

function useSides(): Pair<Side> {
  const { options } = useAddress()
  const clock = useClock()
  const first: Side = clock?.is === 'past' ? { is: 'moment', at: clock.at } : { is: 'earlier' }
  const sides = { a: sideOf(options.a, first), b: sideOf(options.b, { is: 'live' }) }
  useTokens(sides)
  return sides
}

/** Tokens that came with the link are kept for the tab, as those of snapshots are. */
function useTokens(sides: Pair<Side>): void {
  const [told] = useState(() => (typeof window === 'undefined' ? {} : parseTokens(window.location.hash ?? '')))
  // biome-ignore lint/correctness/useExhaustiveDependencies: tokens come once, with the sides the page was opened with.
  useEffect(() => {
    for (const name of sideNames) {
      const side = sides[name]
      const token = told[name]
      if (side.is === 'snapshot' && token !== undefined) keepToken(side.id, token)
    }
    if (Object.keys(told).length > 0)
      window.history.replaceState(null, '', window.location.pathname + window.location.search)
  }, [told])
}

/** The same for whoever opens the link later: what was now is that moment by then. */
function pin(sides: Pair<Side>, comparison: { readonly a: { at: number }; readonly b: { at: number } } | null) {
  const fix = (name: SideName): Side => {
    const side = sides[name]
    const isMoving = side.is === 'live' || side.is === 'earlier'
    return isMoving && comparison !== null ? { is: 'moment', at: comparison[name].at } : side
  }
  return { a: fix('a'), b: fix('b') }
}

function linkOf(sides: Pair<Side>, options: Readonly<Record<string, string>>): string {
  const told = { ...options, a: formatSide(sides.a), b: formatSide(sides.b) }
  const tokens = Object.fromEntries(
    sideNames.flatMap((name) => {
      const side = sides[name]
      const token = side.is === 'snapshot' ? tokenOf(side.id) : null
      return token === null ? [] : [[name, token]]
    }),
  )
  return `${window.location.origin}${basePath()}${formatAddress(to('compare', {}, told))}${formatTokens(tokens)}`
}

function TroubleText({ trouble }: { trouble: Trouble }) {
  const { compare: say, snapshots, parts } = useWords()
  switch (trouble.is) {
    case 'silent':
      return say.noAnswer
    case 'said':
      return parts.said(trouble.why)
    case 'no-token':
      return say.tokenGone
    case 'no-file':
      return say.fileGone
    case 'too-old':
      return say.tooOld(formatMoment(trouble.at))
    case 'snapshot':
      return snapshots.troubles[trouble.why]
  }
}
