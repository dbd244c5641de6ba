'use client'
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { makeShow, type Show, type ShowEvents, type ShowStart } from './show.ts'

export interface ShowHold {
  readonly host: RefObject<HTMLDivElement | null>
  readonly show: RefObject<Show | null>
  /** This browser cannot draw. */
  readonly unable: boolean
}

/** The canvas performance for as long as its host element is there. */
export function useShow(input: ShowStart, events: ShowEvents): ShowHold {
  const host = useRef<HTMLDivElement>(null)
  const show = useRef<Show | null>(null)
  const [unable, setUnable] = useState(false)
  const explain = useEffectEvent(events.explain)
  const press = useEffectEvent(events.press)
  const start = useEffectEvent((element: HTMLDivElement) =>
    makeShow(element, input, { explain: (pointed) => explain(pointed), press: (pointed) => press(pointed) }),
  )
  useEffect(() => {
    if (host.current === null) return
    const made = start(host.current)
    show.current = made
    setUnable(made === null)
    return () => {
      show.current = null
      made?.dispose()
    }
  }, [])
  const { scene, cursor, labels } = input
  useEffect(() => {
    show.current?.set({ scene, cursor, labels })
  }, [scene, cursor, labels])
  return { host, show, unable }
}
