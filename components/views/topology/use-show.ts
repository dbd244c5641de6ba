'use client'
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useStore } from '#components/live/hooks.ts'
import type { Insets } from '#components/stage/camera.ts'
import type { Labels } from './labels.ts'
import type { TopologyOptions } from './options.ts'
import type { Picture } from './picture.ts'
import type { ReadFacts } from './reader.ts'
import { makeShow, type Show } from './show.ts'

export interface ShowHold {
  readonly host: RefObject<HTMLDivElement | null>
  readonly show: RefObject<Show | null>
  /** Null before the first and where the browser has no canvas. */
  readonly picture: Picture | null
  /** What its stage takes where it may choose, pixels; null before the first. */
  readonly height: number | null
  /** This browser cannot draw. */
  readonly unable: boolean
}

interface ShowInput {
  readonly options: TopologyOptions
  readonly labels: Labels
  readonly insets: Insets
  /** The stage is as high as its picture wants to be. */
  readonly isNatural: boolean
  readonly select: (id: string) => void
}

/** The canvas performance for as long as its host element is there. */
export function useShow(read: ReadFacts, { options, labels, insets, isNatural, select }: ShowInput): ShowHold {
  const store = useStore()
  const host = useRef<HTMLDivElement>(null)
  const show = useRef<Show | null>(null)
  const [picture, setPicture] = useState<Picture | null>(null)
  const [height, setHeight] = useState<number | null>(null)
  const [unable, setUnable] = useState(false)
  const start = useEffectEvent((element: HTMLDivElement) =>
    makeShow(
      element,
      store,
      read,
      { options, labels, insets, isNatural },
      {
        select: (id) => tell(id),
        drawn(next, takes) {
          setPicture(next)
          setHeight(takes)
        },
      },
    ),
  )
  const tell = useEffectEvent(select)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another store is another performance.
  useEffect(() => {
    if (host.current === null) return
    const made = start(host.current)
    show.current = made
    setUnable(made === null)
    return () => {
      show.current = null
      made?.dispose()
    }
  }, [store])

  useEffect(() => {
    show.current?.setOptions(options, labels, insets)
  }, [options, labels, insets])

  return { host, show, picture, height, unable }
}
