'use client'
import { secondsOf } from '#components/words/evidence.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { AccessStanding } from '#model/access/standing.ts'
import { assertNever } from './assert-never.ts'
import { formatNumber } from './format.ts'
import { latencyDecimals, latencyShare } from './latency.ts'

/**
 * Shape first: an answer is quiet, a failure solid, a partial one half solid, what is not known hollow. Where no answer was
 * to be expected, a dotted outline in the colour of traffic for silence, a quiet surface for a policy: no green, no red.
 */
export const accessLooks: Record<AccessStanding['is'], string> = {
  answered: '',
  partly: 'border-2 border-wrong text-ink',
  failed: 'bg-wrong text-ground font-medium',
  'not-asked': 'border border-dashed border-unknown text-unknown',
  'no-probe': 'border border-dashed border-unknown text-unknown',
  silent: 'border border-dotted border-flow text-ink-quiet',
  'by-policy': 'border border-line bg-raised text-ink-quiet',
  asked: 'border border-line text-ink-quiet',
  waiting: 'text-ink-quiet',
  'left-out': 'text-ink-quiet',
}

export const formatMs = (ms: number): string => formatNumber(ms, latencyDecimals(ms)) ?? ''

/** How a cell stands, in the fewest words. */
export function wordOf(standing: AccessStanding, { access: say }: Words, isShort = false): string {
  switch (standing.is) {
    case 'waiting':
      return say.cell.waiting
    case 'asked':
      return say.cell.asked
    case 'left-out':
      return say.cell.leftOut
    case 'not-asked':
      return say.cell.notAsked
    case 'no-probe':
      return say.cell.noProbe
    case 'silent':
      return say.cell.silent
    case 'by-policy':
      return isShort ? say.cell.policy : say.cell.byPolicy
    case 'failed':
      return failureWord(standing, say, isShort)
    case 'partly':
      return say.cell.some(standing.answered, standing.tries)
    case 'answered':
      return standing.step === null
        ? standing.time === null
          ? say.outcomes.answered
          : formatMs(standing.time.median)
        : say.cell.step(secondsOf(standing.step))
    default:
      return assertNever(standing)
  }
}

/** A wrong status by its number. */
export function failureWord(
  standing: Extract<AccessStanding, { is: 'failed' | 'partly' }>,
  say: Words['access'],
  isShort = false,
): string {
  const { is, outcome, status } = standing
  if (outcome === 'wrong-status' && is === 'failed' && status !== null) return say.panel.status(status)
  return (isShort ? say.shortOutcomes : say.outcomes)[outcome]
}

/** One pair of node and port in the space of a short word. */
export function AccessCellBody({ standing }: { standing: AccessStanding }) {
  const words = useWords()
  const isSlow = standing.is === 'answered' && standing.step !== null
  const time = standing.is === 'answered' ? standing.time : null
  return (
    <span
      data-standing={standing.is}
      className={`relative flex h-full w-full items-center justify-end overflow-hidden rounded-[3px] px-1 text-12 whitespace-nowrap tabular-nums ${accessLooks[standing.is]} ${isSlow ? 'font-medium text-warn' : ''}`}
    >
      {standing.is === 'asked' && <Turning />}
      {time !== null && (
        <span
          aria-hidden="true"
          className={`absolute bottom-0 left-0 h-[3px] ${isSlow ? 'bg-warn' : 'bg-flow/60'}`}
          style={{ width: `${latencyShare(time.median) * 100}%` }}
        />
      )}
      <span className="relative truncate">
        {standing.is === 'waiting' || standing.is === 'left-out' ? '·' : wordOf(standing, words, true)}
      </span>
    </span>
  )
}

/** One pair as a small sign, for a strip of many: an answer is an outline, a failure solid, a partial one half of it. */
export function AccessSign({ standing }: { standing: AccessStanding }) {
  const isSlow = standing.is === 'answered' && standing.step !== null
  const outline = { fill: 'none', stroke: 'currentColor' } as const
  return (
    <svg
      width="14"
      height="14"
      aria-hidden="true"
      className={`block ${isSlow ? 'text-warn' : signColours[standing.is]}`}
    >
      {standing.is === 'waiting' || standing.is === 'left-out' ? (
        <circle cx="7" cy="7" r="1.5" fill="currentColor" />
      ) : (
        <rect
          x="1.5"
          y="1.5"
          width="11"
          height="11"
          rx="2"
          {...(standing.is === 'failed' ? { fill: 'currentColor' } : outline)}
          strokeWidth={standing.is === 'partly' ? 1.8 : 1.2}
          {...(dashes[standing.is] ? { strokeDasharray: dashes[standing.is] } : {})}
        />
      )}
      {standing.is === 'partly' && <path d="M1.5 12.5v-11l11 11Z" fill="currentColor" />}
      {standing.is === 'by-policy' && <path d="M4 7h6" {...outline} strokeWidth="1.8" />}
      {standing.is === 'answered' && <path d="M4 7.2 6.2 9.4 10 5" {...outline} strokeWidth="1.4" />}
    </svg>
  )
}

const dashes: Partial<Record<AccessStanding['is'], string>> = { 'not-asked': '2 2', 'no-probe': '2 2', silent: '1 1.6' }

const signColours: Record<AccessStanding['is'], string> = {
  answered: 'text-ok',
  partly: 'text-wrong',
  failed: 'text-wrong',
  'not-asked': 'text-unknown',
  'no-probe': 'text-unknown',
  silent: 'text-flow',
  'by-policy': 'text-ink-quiet',
  asked: 'text-ink-quiet',
  waiting: 'text-ink-quiet',
  'left-out': 'text-ink-quiet',
}

/** Moves while something is asked, and stands still for those who want no motion. */
const Turning = () => <span aria-hidden="true" className="absolute inset-y-0 left-0 w-1/3 animate-pulse bg-raised" />
