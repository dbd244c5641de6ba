'use client'
import type { ReactNode } from 'react'
import { Legend } from '#components/parts/legend.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Stop, StopStanding } from '#model/walk/walk.ts'

const outline = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.4 } as const

const Sign = ({ look, children }: { look: string; children: ReactNode }) => (
  <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true" className={look}>
    {children}
  </svg>
)

/** Explains only what is drawn. */
export function MapLegend({ stops, hasBreak }: { stops: readonly Stop[]; hasBreak: boolean }) {
  const { legend, tunnels } = useWords().walk.map
  const has = (standing: StopStanding) => stops.some((stop) => stop.standing === standing)
  const tunnel = stops.find(({ outer }) => outer !== null)?.outer?.tunnel
  const isWritten = stops.some(
    ({ place, standing, tuple }) => place.is === 'kernel' && standing === 'told' && tuple !== null,
  )
  return (
    <Legend
      entries={[
        ...(has('seen')
          ? [
              {
                sign: (
                  <Sign look="text-ink">
                    <circle cx="7" cy="6" r="5" {...outline} />
                  </Sign>
                ),
                word: legend.seen,
              },
            ]
          : []),
        ...(isWritten
          ? [
              {
                sign: (
                  <Sign look="text-accent">
                    <path d="M7 .5 12.5 6 7 11.5 1.5 6Z" fill="currentColor" />
                  </Sign>
                ),
                word: legend.told,
              },
            ]
          : []),
        ...(tunnel
          ? [
              {
                sign: (
                  <Sign look="text-ink-quiet">
                    <rect x=".7" y="1.5" width="12.6" height="9" rx="4.5" {...outline} />
                    <path d="M0 6h14" stroke="currentColor" />
                  </Sign>
                ),
                word: legend.tunnel(tunnels[tunnel]),
              },
            ]
          : []),
        ...(hasBreak
          ? [
              {
                sign: (
                  <Sign look="text-wrong">
                    <path d="M0 6h8" stroke="currentColor" strokeWidth="2" />
                    <path d="M9 0v12" stroke="currentColor" strokeWidth="3" />
                  </Sign>
                ),
                word: legend.last,
              },
            ]
          : []),
        ...(has('missing')
          ? [
              {
                sign: (
                  <Sign look="text-wrong">
                    <circle cx="7" cy="6" r="5" {...outline} strokeDasharray="2.5 2" />
                  </Sign>
                ),
                word: legend.missing,
              },
            ]
          : []),
        ...(has('unwatched')
          ? [
              {
                sign: (
                  <Sign look="text-unknown">
                    <circle cx="7" cy="6" r="5" {...outline} strokeDasharray="2.5 2" />
                  </Sign>
                ),
                word: legend.unwatched,
              },
            ]
          : []),
      ]}
    />
  )
}
