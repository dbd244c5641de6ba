/**
 * The lab's way into a node, on the LAN only: run a command, start and stop Pods, send requests.
 * On the host it is reached by a socket in the lab's private folder and nowhere else.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { LabPod } from '../reference-case.ts'
import { execute } from './execute.ts'
import type { Pods } from './pods.ts'
import { ask, type Traffic } from './traffic.ts'

export interface Parts {
  readonly pods: Pods
  readonly traffic: Traffic
}

type Handler = (parts: Parts, query: URLSearchParams, request: IncomingMessage) => Promise<unknown>

const routes: Record<string, Handler> = {
  'POST /pods': async ({ pods }, _, request) => {
    await pods.start(JSON.parse(await text(request)) as LabPod)
    return {}
  },
  'DELETE /pods': async ({ pods }, query) => {
    await pods.stop(query.get('name') ?? '', Number(query.get('patience-ms')))
    return {}
  },
  'PUT /traffic': async ({ traffic }, query) => {
    traffic.set(query.get('url') ?? '', Number(query.get('per-second')))
    return traffic.counts()
  },
  'GET /traffic': async ({ traffic }) => traffic.counts(),
  'GET /ask': async (_, query) => ask(query.get('url') ?? '', Number(query.get('deadline-ms'))),
}

export function makeGuestServer(parts: Parts): Server {
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://node')
    if (request.method === 'POST' && url.pathname === '/exec') return execute(url.searchParams, request, response)
    const handler = routes[`${request.method} ${url.pathname}`]
    try {
      if (handler === undefined) throw new Error(`There is no ${request.method} ${url.pathname} in a lab node.`)
      send(response, 200, await handler(parts, url.searchParams, request))
    } catch (error) {
      send(response, 500, { problem: error instanceof Error ? error.message : String(error) })
    }
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
