'use client'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

/** Above the page until it is closed: the browser keeps focus within it, and Esc closes it. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] overflow-y-auto rounded border border-line bg-panel p-5 text-left whitespace-normal text-ink backdrop:bg-ground/70"
    >
      <h2 id={heading} tabIndex={-1} className="mb-2 text-16 outline-none">
        {title}
      </h2>
      {children}
    </dialog>
  )
}
