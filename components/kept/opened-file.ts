'use client'
/** The file somebody opened in this page: it is nowhere else, so a reload asks for it again. */
import { useSyncExternalStore } from 'react'
import { type Clock, makeKeptClock } from '#components/live/clock.ts'
import { navigate } from '#components/url/browser.ts'
import { snapshotLimits } from '#model/snapshot/limits.ts'
import { addressOf } from './address-of.ts'
import { openApart } from './open-apart.ts'
import { failed, type Trouble } from './outcome.ts'

type Opened =
  | { readonly is: 'none' }
  | { readonly is: 'opening'; readonly name: string }
  | { readonly is: 'open'; readonly clock: Clock }
  | { readonly is: 'failed'; readonly name: string; readonly why: Trouble }

let opened: Opened = { is: 'none' }
const listeners = new Set<() => void>()
const set = (next: Opened) => {
  opened = next
  for (const listener of [...listeners]) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const read = () => opened
const none: Opened = { is: 'none' }

export const useOpened = (): Opened => useSyncExternalStore(subscribe, read, () => none)

/** Opens it and goes to the view it was taken of; where one file was open already, another takes its place. */
export async function openFile(file: File): Promise<void> {
  const { name } = file
  const opening: Opened = { is: 'opening', name }
  set(opening)
  navigate(addressOf('/'), { place: { is: 'file' } })
  const outcome = file.size > snapshotLimits.wireBytes ? failed('too-large') : await openApart(await file.arrayBuffer())
  // Another was dropped meanwhile.
  if (opened !== opening) return
  if (outcome.is === 'failed') return set({ is: 'failed', name, why: outcome.why })
  navigate(addressOf(outcome.snapshot.address), { replace: true, place: { is: 'file' } })
  set({ is: 'open', clock: makeKeptClock({ snapshot: outcome.snapshot, from: 'file' }) })
}
