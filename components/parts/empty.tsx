import type { ReactNode } from 'react'

/**
 * Nothing to show, and which kind of nothing: none exist, none match what was asked, we may not
 * see it, or it is not known yet.
 */
export type Nothing = 'none' | 'no-match' | 'not-allowed' | 'not-known'

const looks: Record<Nothing, string> = {
  none: 'border-line text-ink-quiet',
  'no-match': 'border-line text-ink-quiet',
  'not-allowed': 'border-warn text-ink',
  'not-known': 'border-unknown border-dashed text-ink-quiet',
}

export function Empty({ nothing, children }: { nothing: Nothing; children: ReactNode }) {
  return (
    <div data-nothing={nothing} className={`max-w-prose border-l-2 py-1 pl-3 ${looks[nothing]}`}>
      {children}
    </div>
  )
}
