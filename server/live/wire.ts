/**
 * socket.io's text packets, as far as we speak them: one namespace, no attachments. Doing this here
 * keeps the code of binary packets away from strangers' bytes, and lets browsers that are sent the
 * same delta share its text.
 *
 *     2["hello",{"version":1}]      an event      20["hello",…]   one to be answered with 30[…]
 *     0{…} connect   1 disconnect   4{…} refusal to connect
 */
import { EventEmitter } from 'node:events'

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

/** Names socket.io keeps for itself: an event called so would look like its own. */
const reserved = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])

/** Text of each delta that is on its way, by the delta itself. */
const texts = new WeakMap<object, string>()

export class Encoder {
  encode(packet: Packet): [string] {
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`
    const data = packet.data === undefined || packet.data === null ? '' : encodeData(packet.data)
    return [`${packet.type}${namespace}${packet.id ?? ''}${data}`]
  }
}

function encodeData(data: unknown): string {
  if (!Array.isArray(data) || data[0] !== 'frame' || data.length !== 2) return JSON.stringify(data)
  const { delta, ...envelope } = data[1] as { readonly delta: object }
  const text = texts.get(delta) ?? JSON.stringify(delta)
  texts.set(delta, text)
  return `["frame",${JSON.stringify(envelope).slice(0, -1)},"delta":${text}}]`
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
