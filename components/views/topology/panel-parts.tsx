'use client'
import type { ReactNode } from 'react'
import { Badge, type MarkState } from '#components/parts/mark.tsx'
import type { ThingId } from '#model/thing.ts'
import { change } from './change.ts'
import type { Labels } from './labels.ts'
import type { Figure } from './sums.ts'
import type { Tone } from './tone.ts'
import { rateOf } from './traffic.ts'

const states: Record<Tone, MarkState> = {
  fine: 'ok',
  settling: 'settling',
  draining: 'draining',
  missing: 'missing',
  wrong: 'wrong',
  unknown: 'unknown',
}

export const ToneBadge = ({ tone, labels }: { tone: Tone; labels: Labels }) =>
  tone === 'fine' ? (
    <span className="text-ink-quiet">{labels.words.tone.fine}</span>
  ) : (
    <Badge state={states[tone]}>{labels.words.tone[tone]}</Badge>
  )

export function PanelTitle({ kind, name, prefix = '' }: { kind: string; name: string; prefix?: string }) {
  return (
    <>
      <p className="text-12 text-ink-quiet">{kind}</p>
      <h2 className="mb-3 text-16 break-words">
        {prefix !== '' && <span className="font-normal text-ink-quiet">{prefix}/</span>}
        {name}
      </h2>
    </>
  )
}

export function PanelFacts({ entries }: { entries: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-quiet">{name}</dt>
          <dd className="min-w-0 break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Connections a second and open ones, or that they are not known. */
export function rateEntries({ flow, exact }: Figure, labels: Labels): (readonly [string, ReactNode])[] {
  const { panel } = labels.words
  if (flow === undefined) return []
  return [
    [panel.rate, labels.rate(rateOf(flow)) || '—'],
    [panel.open, `${labels.amount(flow.active)} / ${labels.amount(flow.inactive)}`],
    ...(exact ? [] : [['', panel.rounded] as const]),
  ]
}

/** Selects another thing of the picture. */
export function ThingButton({ id, children }: { id: ThingId; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={() => change({ select: id })}
      className="cursor-pointer text-left break-words underline decoration-line underline-offset-3 hover:decoration-current"
    >
      {children}
    </button>
  )
}
