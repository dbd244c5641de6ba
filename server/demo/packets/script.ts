/** Who says what in a connection, one packet after the other, as curl and nginx do. */
import type { Tcp } from '#model/packets/packet.ts'

export interface Turn {
  readonly by: 'client' | 'server'
  /** Flags of TCP that are set; or a datagram; or ICMP port unreachable, about what the client sent last. */
  readonly says: Partial<Tcp['flags']> | 'datagram' | 'refusal'
  /** Bytes of data. */
  readonly payload: Uint8Array
  /** Microseconds between what it last heard or said and this, least and most. */
  readonly thinks: readonly [number, number]
  /** It does not wait for what it hears, only for what it said itself. */
  readonly isUnasked?: boolean
}

export type Script = readonly Turn[]

const nothing = new Uint8Array()
/** Of the kernel alone, and with a process that must wake up. */
const kernelThinks = [4, 14] as const
const processThinks = [40, 120] as const
const serverThinks = [180, 900] as const

const turn = (
  by: Turn['by'],
  says: Turn['says'],
  thinks: Turn['thinks'] = kernelThinks,
  payload: Uint8Array = nothing,
): Turn => ({ by, says, payload, thinks })

const ack = { ack: true }
const fin = { fin: true, ack: true }

export const handshake: Script = [
  turn('client', { syn: true }),
  turn('server', { syn: true, ack: true }),
  turn('client', ack),
]

/** Nobody listens: the kernel of the Pod says so. */
export const reset: Script = [turn('client', { syn: true }), turn('server', { rst: true, ack: true })]

/** The same of a datagram, and of whatever comes to a virtual server without real servers. */
export const refusal: Turn = turn('server', 'refusal')

/** The client has seen enough; the server closes as soon as it notices. */
export const farewell: Script = [
  turn('client', fin, processThinks),
  turn('server', fin, processThinks),
  turn('client', ack),
]

/** The server closes behind its answer, as `Connection: close` asks. */
export const serverFarewell: Script = [
  { ...turn('server', fin, [70, 160]), isUnasked: true },
  turn('client', fin, processThinks),
  turn('server', ack),
]

export const abort: Script = [turn('client', { rst: true, ack: true }, processThinks)]

/** Asked and answered. The first piece says who waits for whom; the rest follows by itself. */
export const exchange = (request: Uint8Array, response: readonly Uint8Array[]): Script => [
  turn('client', { psh: true, ack: true }, processThinks, request),
  turn('server', ack),
  ...response.map((piece, place) =>
    turn('server', { psh: place === response.length - 1, ack: true }, place === 0 ? serverThinks : kernelThinks, piece),
  ),
  turn('client', ack),
]

export const flagsOf = ({ says }: Turn): Partial<Tcp['flags']> => (typeof says === 'object' ? says : {})

export const datagram = (payload: Uint8Array): Script => [turn('client', 'datagram', kernelThinks, payload)]

export const answered = (question: Uint8Array, answer: Uint8Array): Script => [
  turn('client', 'datagram', kernelThinks, question),
  turn('server', 'datagram', serverThinks, answer),
]

/** So many bytes in pieces of a segment each, `most` of them. */
export function piecesOf(bytes: number, most: number): Uint8Array[] {
  const size = Math.max(1, Math.min(bytes, most * segmentBytes))
  return Array.from({ length: Math.ceil(size / segmentBytes) }, (_, place) =>
    zeros.subarray(0, Math.min(segmentBytes, size - place * segmentBytes)),
  )
}

/** MSS 1,440 less timestamps; over IPv6 headers take 20 more. */
const segmentBytes = 1_408
const zeros = new Uint8Array(segmentBytes)
