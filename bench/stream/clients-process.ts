/**
 * Many browsers in one process, as light as they can be: frames are counted, not unpacked. One that loses
 * its connection comes back, as a page does. Steered by messages.
 */
import { parseArgs } from 'node:util'
import { io, type Socket } from 'socket.io-client'
import { makeHello, makeLook, socketPath } from '#model/protocol.ts'
import { overview } from '#model/scope.ts'
import { machineMs } from '../shared/numbers.ts'

/** What one of them does with a frame. */
export type Manner =
  /** Takes it and says `done`. */
  | 'good'
  /** Takes it and never says `done`. */
  | 'silent'
  /** Stops reading after its first. */
  | 'deaf'

export type ClientsCommand = { readonly do: 'count' } | { readonly do: 'end' }

export type ClientsMessage =
  /** Every one has its first frame; milliseconds from when it wanted to connect. */
  { readonly is: 'begun'; readonly firstMs: readonly number[] } | { readonly is: 'counted'; readonly counted: Counted }

/** Since the question before. */
export interface Counted {
  /** `to` of each frame, and `machineMs` of its arrival. */
  readonly arrivals: readonly (readonly [to: number, atMs: number])[]
  readonly bytes: number
  readonly lost: number
}

const { values } = parseArgs({
  options: { url: { type: 'string' }, count: { type: 'string' }, manner: { type: 'string' } },
})
const manner = values.manner as Manner
const tell = (message: ClientsMessage) => void process.send?.(message)
const firstMs: number[] = []
let arrivals: [number, number][] = []
let bytes = 0
let lost = 0

function open(): Socket {
  const socket = io(values.url ?? '', {
    path: socketPath,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  const wantedAt = machineMs()
  let isFirst = true
  socket.on('connect', () => {
    socket.io.engine.on('packet', ({ data }: { readonly data?: unknown }) => {
      if (typeof data === 'string') bytes += Buffer.byteLength(data)
      else if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) bytes += data.byteLength
    })
    socket.emit('hello', makeHello(), () => socket.emit('look', makeLook([overview]), () => {}))
  })
  const comeBack = () => setTimeout(() => socket.connect(), 500 + Math.random() * 1_000)
  socket.on('connect_error', comeBack)
  socket.on('disconnect', () => {
    lost++
    if (manner === 'good') comeBack()
  })
  socket.on('frame', (frame: { readonly to: number }, done?: () => void) => {
    arrivals.push([frame.to, machineMs()])
    if (isFirst) begin(wantedAt)
    isFirst = false
    if (manner === 'good') done?.()
    if (manner === 'deaf') stopReading(socket)
  })
  return socket
}

function begin(wantedAt: number): void {
  firstMs.push(machineMs() - wantedAt)
  if (firstMs.length === sockets.length) tell({ is: 'begun', firstMs })
}

/** Nothing is taken from the network any more; the connection stays. */
function stopReading(socket: Socket): void {
  const { ws } = socket.io.engine.transport as unknown as { readonly ws: { pause(): void } }
  ws.pause()
}

const sockets = Array.from({ length: Number(values.count) }, open)

process.on('message', (command: ClientsCommand) => {
  if (command.do === 'end') process.exit(0)
  tell({ is: 'counted', counted: { arrivals, bytes, lost } })
  arrivals = []
  bytes = 0
})
process.on('disconnect', () => process.exit(0))
