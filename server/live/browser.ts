/** One browser: what it was last sent, and the one frame that may be on its way to it. */
import type { Cluster } from '#model/cluster.ts'
import { type Frame, makeFrame } from '#model/protocol.ts'
import type { Frames } from './frames.ts'

export interface BrowserOptions {
  readonly epoch: string
  readonly frames: Frames
  /** Sends a frame; calls back with false when the browser did not say `done` in time. */
  readonly send: (frame: Frame, done: (inTime: boolean) => void) => void
  /** The browser does not take frames any more. */
  readonly giveUp: () => void
}

export interface Browser {
  /** It said hello: it has nothing, whatever was sent before. */
  begin(): void
  /** There may be something new. */
  push(): void
}

export function makeBrowser({ epoch, frames, send, giveUp }: BrowserOptions): Browser {
  let cursor: { readonly cluster: Cluster | null; readonly number: number } | null = null
  let isOut = false
  /** Counts hellos: a `done` for a frame sent before the last one is no credit. */
  let conversation = 0

  const push = () => {
    const newest = frames.newest()
    if (cursor === null || isOut || newest === null) return
    const delta = frames.deltaFrom(cursor.cluster)
    if (delta === null) return
    const frame = makeFrame(epoch, cursor.number, newest.number, delta)
    const mine = conversation
    cursor = newest
    isOut = true
    send(frame, (inTime) => {
      if (mine !== conversation) return
      isOut = false
      if (inTime) push()
      else giveUp()
    })
  }
  return {
    begin: () => {
      conversation++
      cursor = { cluster: null, number: 0 }
      isOut = false
      push()
    },
    push,
  }
}
