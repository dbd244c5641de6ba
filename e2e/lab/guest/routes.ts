/** A small HTTP server inside the lab: JSON out, an error as its sentence. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ask } from './traffic.ts'

export type Handler = (query: URLSearchParams, request: IncomingMessage) => Promise<unknown>

/** By method and path, `GET /ask`. */
export type Routes = Readonly<Record<string, Handler>>

/** One request from where the server is. */
export const askRoute: Handler = async (query) => ask(query.get('url') ?? '', Number(query.get('deadline-ms')))

/** `take` may answer a request itself, and then says true. */
export function serveRoutes(
  routes: Routes,
  take: (url: URL, request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Server {
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://node')
    if (take(url, request, response)) return
    const handler = routes[`${request.method} ${url.pathname}`]
    try {
      if (handler === undefined) throw new Error(`There is no ${request.method} ${url.pathname} here.`)
      send(response, 200, await handler(url.searchParams, request))
    } catch (error) {
      send(response, 500, { problem: error instanceof Error ? error.message : String(error) })
    }
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
