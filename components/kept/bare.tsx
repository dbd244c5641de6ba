'use client'
import { type ReactNode, useEffect } from 'react'
import { Logo } from '#components/frame/logo.tsx'
import { useReading } from '#components/frame/page-state.tsx'
import { Switches } from '#components/frame/switches.tsx'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'

/** A page without a cluster: a snapshot that is being opened, or is not. */
export function Bare({
  title,
  isTrouble = false,
  children,
}: {
  title: string
  isTrouble?: boolean
  children?: ReactNode
}) {
  const { snapshots: say } = useWords()
  useReading()
  useEffect(() => {
    document.title = `${title} · Fairlead`
  }, [title])
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-11 items-center gap-2.5 border-b border-line px-4 sm:px-6">
        <Logo />
        <span className="mr-auto font-semibold">Fairlead</span>
        <Switches />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-prose flex-1 px-4 pt-[12dvh] pb-10 outline-none sm:px-6"
      >
        <div role={isTrouble ? 'alert' : 'status'} className={isTrouble ? 'border-l-2 border-wrong py-1 pl-4' : ''}>
          <h1 className="text-20">{title}</h1>
          <div className="mt-2 space-y-2 text-ink-quiet">{children}</div>
        </div>
        <p className="mt-8 text-13">
          <a href={`${basePath()}/`} className="text-accent underline underline-offset-3">
            {say.toLive}
          </a>
        </p>
      </main>
    </div>
  )
}
