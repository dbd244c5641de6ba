'use client'
import type { ReactNode } from 'react'
import { useFeed, useWho } from '#components/live/hooks.ts'

/** What makes sense of the hub's present alone: forms, files and commands of it. */
export const InPresent = ({ children }: { children: ReactNode }) => (useIsPresent() ? children : null)

/** Whether what is shown is the hub's present, be it late; an embedded view is shown it, and nothing to do with it. */
export function useIsPresent(): boolean {
  const { is } = useFeed()
  const isEmbedded = useWho()?.login === 'embed'
  return is !== 'kept' && is !== 'past' && !isEmbedded
}
