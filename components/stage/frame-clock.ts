/**
 * The frame clock: asks for a frame only while something is dirty or moving, and not at all while
 * nobody looks (the tab is hidden).
 */
export interface FrameHost {
  request(callback: (now: number) => void): number
  cancel(handle: number): void
  visible(): boolean
  /** Calls back when `visible` may have changed. Returns its undo. */
  onVisibility(callback: () => void): () => void
}

export interface FrameClock {
  /** Asks for one frame. */
  wake(): void
  stop(): void
}

/** `frame` paints and says whether it wants another frame: something still moves. `now` is milliseconds, monotonic. */
export function makeFrameClock(host: FrameHost, frame: (now: number) => boolean): FrameClock {
  let handle: number | null = null
  let stopped = false
  let waiting = false

  const run = (now: number) => {
    handle = null
    if (frame(now)) wake()
  }
  const wake = () => {
    if (stopped || handle !== null) return
    if (host.visible()) handle = host.request(run)
    else waiting = true
  }
  const undo = host.onVisibility(() => {
    if (!host.visible()) {
      if (handle === null) return
      host.cancel(handle)
      handle = null
      waiting = true
    } else if (waiting) {
      waiting = false
      wake()
    }
  })
  return {
    wake,
    stop() {
      stopped = true
      undo()
      if (handle !== null) host.cancel(handle)
      handle = null
    },
  }
}

export const browserFrames: FrameHost = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
  visible: () => document.visibilityState === 'visible',
  onVisibility(callback) {
    document.addEventListener('visibilitychange', callback)
    return () => document.removeEventListener('visibilitychange', callback)
  },
}
