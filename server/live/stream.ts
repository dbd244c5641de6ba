/** One scope to one browser: what it was last sent, and the one frame that may be on its way. */
import type { Cluster } from '#model/cluster.ts'
import type { WireFrame } from '#model/protocol.ts'
import type { Parcel } from './channel.ts'
import type { Joined } from './channels.ts'

export interface StreamOptions {
  readonly epoch: string
  /** Looks at the scope. */
  readonly join: (onState: () => void) => Joined
  /** Sends a frame; calls back with false when the browser did not say `done` in time. */
  readonly send: (frame: WireFrame, done: (inTime: boolean) => void) => void
  /** The browser does not take frames any more, or none can be made for it. */
  readonly giveUp: () => void
}

export interface Stream {
  /** Its turn has come: until now nothing was sent. */
  begin(): void
  /** Nobody looks any more: nothing is sent from now on. */
  end(): void
}

export function makeStream({ epoch, join, send, giveUp }: StreamOptions): Stream {
  let is: 'waiting' | 'open' | 'ended' = 'waiting'
  let cursor: { readonly cluster: Cluster | null; readonly number: number } = { cluster: null, number: 0 }
  let isOut = false

  const deliver = ({ to, delta }: Parcel) => {
    if (is !== 'open') return
    const frame: WireFrame = { epoch, scope: channel.key, from: cursor.number, to: to.number, delta }
    cursor = to
    send(frame, (inTime) => {
      isOut = false
      if (is !== 'open') return
      if (inTime) push()
      else giveUp()
    })
  }
  const push = () => {
    if (isOut || is !== 'open') return
    const parcel = channel.parcelFrom(cursor.cluster)
    if (parcel === null) return
    isOut = true
    if (parcel instanceof Promise) parcel.then(deliver, giveUp)
    else deliver(parcel)
  }
  const { channel, leave } = join(() => push())
  return {
    begin() {
      if (is === 'waiting') is = 'open'
      push()
    },
    end() {
      is = 'ended'
      leave()
    },
  }
}
