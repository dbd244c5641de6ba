'use client'
import { useEffect, useState } from 'react'
import { type Compared, compareSides, type LocalState, type Pair } from './ask.ts'
import { formatSide, type Side } from './sides.ts'

export interface Comparing {
  /** Null before the first answer; what was there stays while the next is worked out. */
  readonly answer: Compared | null
  readonly isOut: boolean
  /** Once more, of the same two sides: the present has gone on. */
  readonly again: () => void
}

export function useComparison(sides: Pair<Side>, files: Pair<LocalState | null>): Comparing {
  const [answer, setAnswer] = useState<Compared | null>(null)
  const [isOut, setOut] = useState(true)
  const [round, setRound] = useState(0)
  const [a, b] = [formatSide(sides.a), formatSide(sides.b)]
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal sides are one, whatever objects say them.
  useEffect(() => {
    let isOver = false
    setOut(true)
    compareSides(sides, files).then((next) => {
      if (isOver) return
      setAnswer(next)
      setOut(false)
    })
    return () => {
      isOver = true
    }
  }, [a, b, files.a, files.b, round])
  return { answer, isOut, again: () => setRound((before) => before + 1) }
}
