import type { ReactNode } from 'react'

/** A page of text and tables: its one heading, what stands beside it, and the rest. */
export function PageBody({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-[100rem] px-4 pt-4 pb-10 sm:px-6">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h1 className="text-20" tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </div>
      {children}
    </div>
  )
}
