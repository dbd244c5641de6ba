/**
 * The lab's way into a node, on the LAN only: run a command, start and stop Pods, send requests.
 * On the host it is reached by a socket in the lab's private folder and nowhere else.
 */
import type { Server } from 'node:http'
import { text } from 'node:stream/consumers'
import type { LabPod } from '../reference-case.ts'
import { execute } from './execute.ts'
import type { Pods } from './pods.ts'
import { askRoute, type Routes, serveRoutes } from './routes.ts'
import type { Traffic } from './traffic.ts'

export interface Parts {
  readonly pods: Pods
  readonly traffic: Traffic
  /** Adds IPv6 to the node; may be asked again. */
  network6(): Promise<void>
}

const routesOf = ({ pods, traffic, network6 }: Parts): Routes => ({
  'POST /pods': async (_, request) => {
    await pods.start(JSON.parse(await text(request)) as LabPod)
    return {}
  },
  'DELETE /pods': async (query) => {
    await pods.stop(query.get('name') ?? '', Number(query.get('patience-ms')))
    return {}
  },
  'PUT /pods/program': async (query) => {
    await pods.resume(query.get('name') ?? '')
    return {}
  },
  'DELETE /pods/program': async (query) => {
    await pods.halt(query.get('name') ?? '')
    return {}
  },
  'GET /pods/ask': async (query) =>
    pods.ask(query.get('name') ?? '', query.get('url') ?? '', Number(query.get('deadline-ms'))),
  'PUT /traffic': async (query) => {
    traffic.set(query.get('url') ?? '', Number(query.get('per-second')))
    return traffic.counts()
  },
  'GET /traffic': async () => traffic.counts(),
  'GET /ask': askRoute,
  'POST /network6': async () => {
    await network6()
    return {}
  },
})

export const makeGuestServer = (parts: Parts): Server =>
  serveRoutes(routesOf(parts), (url, request, response) => {
    if (request.method !== 'POST' || url.pathname !== '/exec') return false
    execute(url.searchParams, request, response)
    return true
  })
