import type { ReactNode } from 'react'
import { assertNever } from './assert-never.ts'

/**
 * How a thing stands. The three ways of being not-OK differ in shape before they differ in colour:
 * wrong is solid, draining hatched, unknown hollow. Missing is an empty place with a dashed edge,
 * barred what is meant to be so.
 */
export type MarkState = 'ok' | 'wrong' | 'missing' | 'draining' | 'settling' | 'barred' | 'unknown'

const colours: Record<MarkState, string> = {
  ok: 'text-ok',
  wrong: 'text-wrong',
  missing: 'text-wrong',
  draining: 'text-drain',
  settling: 'text-warn',
  barred: 'text-ink-quiet',
  unknown: 'text-unknown',
}

/** A 12-pixel sign; always beside a word. */
export function Mark({ state }: { state: MarkState }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden="true"
      className={`inline-block shrink-0 ${colours[state]}`}
    >
      <MarkShape state={state} />
    </svg>
  )
}

function MarkShape({ state }: { state: MarkState }) {
  const outline = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const
  switch (state) {
    case 'ok':
      return <path d="M2.5 6.5 5 9l4.5-6" {...outline} />
    case 'wrong':
      return <path d="M6 .6 11.4 6 6 11.4.6 6Z" fill="currentColor" />
    case 'missing':
      return <path d="M6 1.2 10.8 6 6 10.8 1.2 6Z" {...outline} strokeDasharray="2 1.4" />
    case 'draining':
      return (
        <g {...outline} strokeWidth="1.2">
          <rect x="1" y="1" width="10" height="10" rx="1" />
          <path d="M1 6 6 1M1 11 11 1M6 11l5-5" />
        </g>
      )
    case 'settling':
      return (
        <g {...outline}>
          <circle cx="6" cy="6" r="4.6" />
          <path d="M6 3.2V6l2 1.4" />
        </g>
      )
    case 'barred':
      return (
        <g {...outline}>
          <circle cx="6" cy="6" r="4.6" />
          <path d="M3.6 6h4.8" />
        </g>
      )
    case 'unknown':
      return <circle cx="6" cy="6" r="4.6" {...outline} strokeDasharray="1.5 1.6" />
    default:
      return assertNever(state)
  }
}

/** A mark with its word. */
export function Badge({ state, children, title }: { state: MarkState; children: ReactNode; title?: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${colours[state]}`} title={title}>
      <Mark state={state} />
      <span>{children}</span>
    </span>
  )
}
