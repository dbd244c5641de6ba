/** What Pods of a Service say when they are asked: enough to answer probes as the real ones would. */
import { buildDns } from '#model/packets/build-dns.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import type { Tried } from '#server/agent/kernel.ts'
import { answered, datagram, exchange, farewell, handshake, piecesOf, type Script, serverFarewell } from './script.ts'

/** `tcp` takes connections and never speaks first; `silent` takes datagrams and answers none. */
export type Language = 'http' | 'https' | 'dns' | 'tcp' | 'silent'

export interface Answer {
  readonly script: Script
  /** When the whole script was spoken. */
  readonly outcome: Tried['outcome']
  readonly error: string | null
  readonly status: number | null
}

/** What is known of a target beyond its language. */
export interface Host {
  readonly language: Language
  /** Answers only to who is known to it: the Kubernetes API. */
  readonly isClosed: boolean
  /** Whether the cluster has this name. */
  resolves(name: string): boolean
}

const encoder = new TextEncoder()
const open = ['/', '/healthz', '/livez', '/readyz']
/** nginx: headers, and its page of greetings. */
const responseBytes = 853
/** Client hello; server hello with its certificate; client finished. */
const tlsBytes = { hello: 517, certificate: 1_370, finished: 80 }

/** What is said for one try over an address. */
export function answerTo(method: ProbeMethod, host: Host, target: string): Answer {
  const { language } = host
  switch (method.is) {
    case 'tcp':
      return done([...handshake, ...farewell], null)
    case 'dns':
    case 'udp':
      return answerByUdp(method, host)
    case 'http':
    case 'https': {
      const request = encoder.encode(
        `GET ${method.path} HTTP/1.1\r\nHost: ${method.host || target}\r\nUser-Agent: fairlead\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      )
      const greeting = exchange(new Uint8Array(tlsBytes.hello), piecesOf(tlsBytes.certificate, 1))
      if (method.is === 'https' && language !== 'https') {
        // No TLS: an HTTP server says so, another one hangs up.
        const said = exchange(new Uint8Array(tlsBytes.hello), piecesOf(language === 'http' ? 300 : 1, 1))
        return { script: [...handshake, ...said, ...serverFarewell], outcome: 'closed', error: 'EPROTO', status: null }
      }
      if (language !== 'http' && language !== 'https') {
        const script = [...handshake, ...exchange(request, []), ...serverFarewell]
        return { script, outcome: 'closed', error: null, status: null }
      }
      const isPlain = method.is === 'http' && language === 'https'
      const status = isPlain ? 400 : statusOf(method.path, host)
      const { statuses } = method
      const isWanted = statuses.length === 0 ? status < 400 : statuses.includes(status)
      const said = exchange(request, piecesOf(responseBytes, 2))
      const script = [...handshake, ...(method.is === 'https' ? greeting : []), ...said, ...serverFarewell]
      return { script, outcome: isWanted ? 'answered' : 'wrong-status', error: null, status }
    }
  }
}

const done = (script: Script, status: number | null): Answer => ({ script, outcome: 'answered', error: null, status })

function statusOf(path: string, { isClosed }: Host): number {
  const [name = ''] = path.split('?')
  if (!open.includes(name)) return isClosed ? 403 : 404
  return isClosed && name === '/' ? 403 : 200
}

const noSuchName = 3

function answerByUdp(method: Extract<ProbeMethod, { is: 'dns' | 'udp' }>, host: Host): Answer {
  const payload = method.is === 'dns' ? queryOf(method.name) : new Uint8Array(Buffer.from(method.payload, 'base64'))
  if (host.language !== 'dns' || method.is === 'udp')
    return { script: datagram(payload), outcome: 'timeout', error: null, status: null }
  const code = host.resolves(method.name) ? 0 : noSuchName
  const { name } = method
  return done([...answered(payload, buildDns({ id: queryId, name, type: 1, isResponse: true, code }))], code)
}

const queryId = 0x1f5e
const queryOf = (name: string): Uint8Array => buildDns({ id: queryId, name: name.replace(/\.$/, ''), type: 1 })
