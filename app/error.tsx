'use client'
import { Fault } from '#components/frame/fault.tsx'

/** A fault outside any view: the frame itself. */
export default function Failed({ error, reset }: { error: Error; reset: () => void }) {
  return <Fault why={error.message} again={reset} />
}
