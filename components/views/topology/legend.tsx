'use client'
import { type ReactNode, useState } from 'react'
import { Legend } from '#components/parts/legend.tsx'
import { useMedia } from '#components/parts/use-media.ts'
import type { Labels } from './labels.ts'
import { entriesOf, type Sign } from './legend-entries.ts'
import type { Scene } from './scene.ts'
import type { Tone } from './tone.ts'

interface TopologyLegendProps {
  readonly scene: Scene | null
  readonly labels: Labels
  /** Dots are captured packets just now, and mean no rate. */
  readonly arePackets?: boolean
}

/** Explains only what is drawn now. */
export function TopologyLegend({ scene, labels, arePackets = false }: TopologyLegendProps) {
  const [open, setOpen] = useState(() => window.matchMedia('(min-width: 768px)').matches)
  const isStill = useMedia('(prefers-reduced-motion: reduce)')
  const { legend } = labels.words
  if (scene === null || scene.marks.length === 0) return null
  const entries = entriesOf(scene, labels, isStill, arePackets)
  return (
    <div className="absolute bottom-3 left-3 z-10 max-w-[calc(100%-12rem)] rounded bg-ground/85 px-2 py-1 sm:left-4">
      <div className="flex items-start gap-3">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="shrink-0 cursor-pointer text-12 text-ink-quiet underline decoration-line underline-offset-3 hover:text-ink"
        >
          {legend.title}
        </button>
        {open && <Legend entries={entries.map(({ sign, word }) => ({ sign: signOf(sign), word }))} />}
      </div>
    </div>
  )
}

function signOf(sign: Sign): ReactNode {
  switch (sign.is) {
    case 'line':
      return <LineSign tone={sign.tone} />
    case 'width':
      return <WidthSign />
    case 'dot':
      return <DotSign />
    case 'arrow':
      return <ArrowSign />
    case 'tick':
      return <TickSign />
    case 'about':
      return '≈'
  }
}

const colours: Record<Tone, string> = {
  fine: 'text-flow',
  missing: 'text-wrong',
  wrong: 'text-wrong',
  draining: 'text-drain',
  settling: 'text-warn',
  unknown: 'text-unknown',
}
const dashes: Partial<Record<Tone, string>> = { missing: '5 3.5', draining: '7 3 1.5 3', settling: '1.5 3' }

function LineSign({ tone }: { tone: Tone }) {
  return (
    <svg viewBox="0 0 26 8" width="26" height="8" aria-hidden="true" className={colours[tone]}>
      {tone === 'unknown' ? (
        <path d="M0 2.5H26M0 5.5H26" stroke="currentColor" strokeWidth="1" />
      ) : (
        <path d="M0 4H26" stroke="currentColor" strokeWidth={tone === 'fine' ? 3 : 2} strokeDasharray={dashes[tone]} />
      )}
    </svg>
  )
}

const WidthSign = () => (
  <svg viewBox="0 0 26 10" width="26" height="10" aria-hidden="true" className="text-flow">
    <path d="M0 4.4 26 .5v9L0 5.6Z" fill="currentColor" opacity="0.7" />
  </svg>
)

const DotSign = () => (
  <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" className="text-ink">
    <circle cx="4" cy="4" r="3" fill="currentColor" />
  </svg>
)

const ArrowSign = () => (
  <svg viewBox="0 0 10 8" width="10" height="8" aria-hidden="true" className="text-flow">
    <path d="M0 0 10 4 0 8Z" fill="currentColor" />
  </svg>
)

const TickSign = () => (
  <svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">
    <path d="M2 2v8M7 2v8M17 2v8" className="text-ink-quiet" stroke="currentColor" strokeWidth="3" />
    <path d="M12 0v12" className="text-wrong" stroke="currentColor" strokeWidth="3" />
  </svg>
)
