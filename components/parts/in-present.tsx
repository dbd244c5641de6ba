'use client'
import type { ReactNode } from 'react'
import { useActions } from '#components/live/hooks.ts'

/** What makes sense of the hub's present alone: forms, files and commands of it. */
export function InPresent({ children }: { children: ReactNode }) {
  const actions = useActions()
  return actions === 'kept' || actions === 'past' ? null : children
}
