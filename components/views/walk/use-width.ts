'use client'
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Width of an element, CSS pixels; `first` until it is there. */
export function useWidth<E extends HTMLElement>(first: number): [RefObject<E | null>, number] {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(first)
  useLayoutEffect(() => {
    const measured = element.current
    if (measured === null) return
    const look = () => setWidth(Math.max(1, measured.clientWidth))
    look()
    const observer = new ResizeObserver(look)
    observer.observe(measured)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
