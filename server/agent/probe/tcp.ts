/** A try over TCP: connects, and with HTTP asks for one page, of which the status is read and the rest forgotten. */
import { connect, isIP, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { FlowEnd } from '#model/flow.ts'
import { type ProbeMethod, probeLimits } from '#model/probe/question.ts'
import type { ProbeOnce, Tried } from '../kernel.ts'
import { type Ended, ended, endedBy } from './outcome.ts'
import { startStopwatch } from './stopwatch.ts'

type TcpMethod = Extract<ProbeMethod, { is: 'tcp' | 'http' | 'https' }>
type HttpMethod = Exclude<TcpMethod, { is: 'tcp' }>

/** The other side gets so long to say goodbye in order: without, the last packet would be a reset of ours. */
const farewellMs = 100

export function askTcp(one: ProbeOnce, method: TcpMethod): Promise<Tried> {
  const { address, port, timeoutMs, sourcePort } = one
  return new Promise((resolve) => {
    const watch = startStopwatch()
    let end: Ended | null = null
    let local: FlowEnd | null = null
    let connectMs: number | null = null
    let firstByteMs: number | null = null

    // A literal address: nothing is looked up. The address of this end is the route's, as any client's is.
    const socket = connect({ host: address, port, ...(sourcePort === null ? {} : { localPort: sourcePort }) })
    let timer = setTimeout(() => finish(ended('timeout')), timeoutMs)

    const finish = (now: Ended, spoken: Socket = socket) => {
      if (end !== null) return
      end = now
      clearTimeout(timer)
      if (now.outcome !== 'answered' && now.outcome !== 'wrong-status') return void socket.destroy()
      spoken.resume().end()
      timer = setTimeout(() => socket.destroy(), farewellMs)
    }
    const fail = (error: NodeJS.ErrnoException) => finish(endedBy(error))

    // Connecting begins on the next tick; a tick later both ends are known, before any packet can come back.
    process.nextTick(() => {
      local = localEnd(socket)
    })
    socket.on('error', fail)
    socket.on('connect', () => {
      connectMs = watch.passedMs()
      if (method.is === 'tcp') return finish(ended('answered'))
      const onFirstByte = () => {
        firstByteMs = watch.passedMs()
      }
      if (method.is === 'http') return exchange(socket, one, method, onFirstByte, finish)
      const secure = secured(socket, method.host)
      secure.on('error', fail)
      secure.on('secureConnect', () => exchange(secure, one, method, onFirstByte, finish))
    })
    socket.on('close', () => {
      clearTimeout(timer)
      const { outcome, error, status } = end ?? ended('closed')
      resolve({ outcome, error, status, connectMs, firstByteMs, local, startedAtMs: watch.startedAtMs })
    })
  })
}

function localEnd(socket: Socket): FlowEnd | null {
  const { localAddress: address, localPort: port } = socket
  return address === undefined || port === undefined ? null : { address, port }
}

/** Loaded when it is first wanted: an agent that never asks by TLS need not hold it. */
function secured(socket: Socket, host: string): TLSSocket {
  const tls = process.getBuiltinModule('node:tls')
  const name = host.replace(/:\d+$/, '')
  return tls.connect({
    socket,
    // Whether it answers is the question, not who vouches for it.
    rejectUnauthorized: false,
    ...(name === '' || isIP(name) !== 0 ? {} : { servername: name }),
  })
}

function exchange(
  stream: Socket,
  { address, port }: ProbeOnce,
  { path, host, statuses }: HttpMethod,
  onFirstByte: () => void,
  finish: (now: Ended, spoken?: Socket) => void,
): void {
  const name = host || `${address.includes(':') ? `[${address}]` : address}:${port}`
  let head = ''
  let bytes = 0
  stream.on('data', (piece: Buffer) => {
    if (bytes === 0) onFirstByte()
    bytes += piece.length
    head += piece.toString('latin1', 0, probeLimits.readBytes - head.length)
    if (!head.includes('\n') && bytes < probeLimits.readBytes) return
    const status = statusOf(head)
    finish(ended(isWanted(status, statuses) ? 'answered' : 'wrong-status', status), stream)
    if (bytes >= probeLimits.readBytes) stream.destroy()
  })
  stream.on('end', () => finish(bytes === 0 ? ended('closed') : ended('wrong-status', statusOf(head)), stream))
  stream.write(
    `GET ${path} HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: fairlead\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
  )
}

/** Null for what is no HTTP. */
const statusOf = (head: string): number | null => {
  const [, digits] = /^HTTP\/1\.[01] ([1-5]\d\d)[ \r\n]/.exec(head) ?? []
  return digits === undefined ? null : Number(digits)
}

const isWanted = (status: number | null, statuses: readonly number[]): boolean =>
  status !== null && (statuses.length === 0 ? status >= 200 && status < 400 : statuses.includes(status))
