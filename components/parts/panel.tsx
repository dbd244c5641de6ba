import type { ReactNode } from 'react'

/** A part of a page with its heading: air and a hairline, no box. `aside` sits at the heading's right. */
export function Panel({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0 border-t border-line pt-3 pb-6">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-16">{title}</h2>
        {aside && <div className="text-13 text-ink-quiet">{aside}</div>}
      </div>
      {children}
    </section>
  )
}
