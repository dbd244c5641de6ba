/**
 * socket.io's packets, as far as we speak them: one namespace; bytes go out and never come in. Doing
 * this here keeps the code of binary packets away from strangers' bytes, and lets browsers that are
 * sent the same delta share its text or its bytes.
 *
 *     2["hello",{"version":2}]      an event      20["hello",…]   one to be answered with 30[…]
 *     0{…} connect   1 disconnect   4{…} refusal to connect
 *     51-7["frame",{…,"delta":{"_placeholder":true,"num":0}}]   event 7 with one attachment, which follows
 */
import { EventEmitter } from 'node:events'
import { textOf } from './text.ts'

export interface Packet {
  readonly type: number
  readonly nsp: string
  readonly data?: unknown
  readonly id?: number
}

const connect = 0
const disconnect = 1
const event = 2
const ack = 3
const binaryEvent = 5

/** Names socket.io keeps for itself: an event called so would look like its own. */
const reserved = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])

export class Encoder {
  encode(packet: Packet): [string] | [string, Uint8Array] {
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`
    const tail = `${namespace}${packet.id ?? ''}`
    const frame = packet.type === event ? frameOf(packet.data) : null
    if (frame === null) {
      const data = packet.data === undefined || packet.data === null ? '' : JSON.stringify(packet.data)
      return [`${packet.type}${tail}${data}`]
    }
    const { delta, ...envelope } = frame
    const opening = `["frame",${JSON.stringify(envelope).slice(0, -1)},"delta":`
    if (delta instanceof Uint8Array) return [`${binaryEvent}1-${tail}${opening}{"_placeholder":true,"num":0}}]`, delta]
    return [`${event}${tail}${opening}${textOf(delta)}}]`]
  }
}

function frameOf(data: unknown): { readonly delta: object } | null {
  return Array.isArray(data) && data[0] === 'frame' && data.length === 2 ? data[1] : null
}

/** Emits `decoded`. Throws on whatever is no packet of ours: the connection is then closed. */
export class Decoder extends EventEmitter {
  add(received: unknown): void {
    const packet = typeof received === 'string' ? decode(received) : null
    if (packet === null) throw new Error('not a packet')
    this.emit('decoded', packet)
  }

  destroy(): void {
    this.removeAllListeners()
  }
}

/** Null for anything that is not a packet a browser may send. */
export function decode(text: string): Packet | null {
  const [whole, digit, id] = /^([0-3])(\d{0,15})/.exec(text) ?? []
  if (whole === undefined) return null
  const type = Number(digit)
  const rest = text.slice(whole.length)
  const packet = { type, nsp: '/', ...(id ? { id: Number(id) } : {}) }
  if (rest === '') return type === connect || type === disconnect ? packet : null
  let data: unknown
  try {
    data = JSON.parse(rest)
  } catch {
    return null
  }
  return isData(type, data) ? { ...packet, data } : null
}

function isData(type: number, data: unknown): boolean {
  if (type === ack) return Array.isArray(data)
  if (type === event) return Array.isArray(data) && typeof data[0] === 'string' && !reserved.has(data[0])
  return type === connect && typeof data === 'object' && data !== null && !Array.isArray(data)
}
