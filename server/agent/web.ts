/** The agent's HTTP face: a handful of paths, one token, nothing that writes to a kernel. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { agentPaths, parseHashesRequest, splitHashes } from '#model/report.ts'
import { type CaptureAnswer, makeCaptures } from './capture/captures.ts'
import type { AgentConfig } from './config.ts'
import { makeConnectionsReader } from './connections/connections.ts'
import { makeLook } from './facts/look.ts'
import { makeFactsReader } from './facts/reader.ts'
import { http } from './http.ts'
import type { Kernel } from './kernel.ts'
import { listPieces, statisticsPieces } from './pieces.ts'
import { whyForbidden } from './probe/forbidden.ts'
import { makeProbes } from './probe/probes.ts'
import { makeReporter } from './report.ts'

export interface RunningAgent {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export interface AgentParts {
  readonly config: AgentConfig
  readonly kernel: Kernel
  readonly version: string
  /** Takes a line on each question that makes this node act. */
  readonly log: (line: string) => void
}

const maximumBody = 8 * 1024 * 1024

/** Listens, or rejects with the system's error (`EADDRINUSE`). */
export async function startAgent({ config, kernel, version, log }: AgentParts): Promise<RunningAgent> {
  const facts = makeFactsReader(kernel, () => performance.now())
  const reporter = makeReporter(kernel, config.nodeName, version, facts)
  const connections = makeConnectionsReader(kernel, makeLook(kernel).timeouts)
  const captures = makeCaptures(kernel, log)
  const probes = makeProbes({ kernel, log, whyForbidden: (address, asked) => whyForbidden(address, asked, here()) })
  const here = () => ({ addresses: kernel.addresses(), agentPort: (server.address() as AddressInfo).port })
  const server = http.createServer({ maxHeaderSize: 8192 }, (request, response) => {
    answer(request, response).catch((error: Error) =>
      send(response, 500, { error: `The agent failed: ${error.message}.` }),
    )
  })
  server.headersTimeout = 5000
  // Longer than hubs pause between polls: a connection closed just as it is used costs one more.
  server.keepAliveTimeout = 65_000
  server.requestTimeout = 10_000
  server.maxConnections = 64

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://agent')
    if (url.pathname === agentPaths.health) return send(response, 200, { ok: true })
    if (!isAllowed(request, config.token)) {
      response.setHeader('WWW-Authenticate', 'Bearer')
      return send(response, 401, {
        error: 'This agent wants the token in FAIRLEAD_AGENT_TOKEN: the one given is missing or wrong.',
      })
    }
    const ask = (name: string) => url.searchParams.get(name)
    switch (`${request.method} ${url.pathname}`) {
      case `GET ${agentPaths.report}`:
        await (url.searchParams.has('fresh') ? facts.renew() : facts.ready())
        return send(response, 200, reporter.report({ table: ask('table'), since: ask('since'), facts: ask('facts') }))
      case `POST ${agentPaths.virtualServers}`:
        return sendBodies(response, await readJson(request), (hashes) =>
          listPieces('virtualServers', reporter.virtualServers(hashes)),
        )
      case `POST ${agentPaths.facts}`:
        return sendBodies(response, await readJson(request), (hashes) => listPieces('facts', facts.bodies(hashes)))
      case `GET ${agentPaths.statistics}`: {
        const told = await reporter.statistics()
        return told.is === 'read' ? sendPieces(response, statisticsPieces(told)) : send(response, 200, told)
      }
      case `POST ${agentPaths.probes}`: {
        if (!config.mayProbe) return send(response, 403, { error: switchedOff('FAIRLEAD_AGENT_PROBES') })
        const { status, body } = await probes(await readJson(request), fromOf(request), () => !response.closed)
        return send(response, status, body)
      }
      case `POST ${agentPaths.captures}`: {
        if (!config.mayCapture) return send(response, 403, { error: switchedOff('FAIRLEAD_AGENT_CAPTURES') })
        const stop = captures.begin(await readJson(request), fromOf(request), captureAnswer(response))
        if (response.closed) stop()
        else response.on('close', stop)
        return
      }
      case `POST ${agentPaths.endCapture}`: {
        const { status, body } = captures.end(await readJson(request))
        return send(response, status, body)
      }
      case `POST ${agentPaths.connections}`: {
        const { status, body } = await connections(await readJson(request))
        return send(response, status, body)
      }
    }
    send(response, 404, { error: `There is no ${request.method} ${url.pathname} here.` })
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const { port, family } = server.address() as AddressInfo
  const host = family === 'IPv6' ? `[${config.host}]` : config.host
  return {
    url: `http://${host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const switchedOff = (setting: string): string => `${setting} is off on this node.`

const fromOf = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? 'nowhere'

/** Headers go out with the first line: until then it can be refused. */
const captureAnswer = (response: ServerResponse): CaptureAnswer => ({
  refuse: (status, error) => send(response, status, { error }),
  line(line) {
    if (!response.headersSent) response.writeHead(200, { ...headers, 'Content-Type': 'application/x-ndjson' })
    response.write(`${JSON.stringify(line)}\n`)
  },
  end: () => void response.end(),
})

async function sendBodies(
  response: ServerResponse,
  question: unknown,
  bodiesOf: (hashes: string[]) => Iterable<string>,
): Promise<void> {
  const asked = parseHashesRequest(question)
  if (asked.ok) await sendPieces(response, bodiesOf(splitHashes(asked.value.hashes)))
  else send(response, 400, { error: `The request is not understood: ${asked.why}.` })
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compared as hashes, in constant time. */
function isAllowed(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}

/** The body as JSON; null when it is none or too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maximumBody) return null
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}

const headers = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return
  const text = JSON.stringify(body)
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

const writeBytes = 32 * 1024

/** As fast as they are taken: the next are made when the last are on their way, in the same memory. */
async function sendPieces(response: ServerResponse, pieces: Iterable<string>): Promise<void> {
  response.writeHead(200, headers)
  const memory = Buffer.allocUnsafeSlow(writeBytes)
  let used = 0
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      response.write(bytes, (error) => (error ? reject(error) : resolve()))
    })
  for (const piece of pieces) {
    const bytes = Buffer.byteLength(piece)
    if (used + bytes > writeBytes) {
      await write(memory.subarray(0, used))
      used = 0
    }
    if (bytes > writeBytes) await write(Buffer.from(piece))
    else used += memory.write(piece, used)
  }
  response.end(memory.subarray(0, used))
}
