/** The peer: socket.io as it comes, sending the same bytes to everybody as often, with nothing to compute and nobody waited for. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { Server } from 'socket.io'
import { makeLooked, makeWelcome, socketPath } from '#model/protocol.ts'

export interface PeerReady {
  readonly url: string
}

const { values } = parseArgs({ options: { bytes: { type: 'string' }, 'every-ms': { type: 'string' } } })
const delta = Buffer.alloc(Number(values.bytes), 'x')
const server = createServer()
const io = new Server(server, { path: socketPath, transports: ['websocket'], perMessageDeflate: false })
io.on('connection', (socket) => {
  socket.on('hello', (_ask: unknown, reply: (answer: unknown) => void) =>
    reply(makeWelcome('peer', 'peer', { login: 'demo', name: '', roles: ['view'] })),
  )
  socket.on('look', (_ask: unknown, reply: (answer: unknown) => void) => reply(makeLooked()))
})
let to = 0
setInterval(
  () => io.emit('frame', { epoch: 'peer', scope: 'overview', from: to, to: ++to, delta }),
  Number(values['every-ms']),
)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` } satisfies PeerReady)
})
process.on('disconnect', () => process.exit(0))
