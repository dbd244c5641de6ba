/**
 * All agents in one HTTP server: each has an address of its own below 127.0.0.0/8, all the same port.
 * Counts what it answers.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createListener, type Server } from 'node:net'
import { agentPaths, parseHashesRequest, splitHashes } from '#model/report.ts'
import { machineMs } from '../../shared/numbers.ts'
import { agentAddress } from './addresses.ts'
import type { SimulatedCluster } from './cluster.ts'

/** What was answered since the start. Bytes are those of bodies, as text. */
export interface Answered {
  reports: number
  reportBytes: number
  /** Reports with a whole table in it, and with what changed in one. */
  whole: number
  changed: number
  /** Virtual servers told by their hashes, and bytes of these answers. */
  servers: number
  serverBytes: number
  facts: number
  factBytes: number
}

export interface AgentsWeb {
  readonly answered: Answered
  readonly wholeUrl: string
  /** Tells, with the next report of any node, a count for a row; `onSent` when its last byte was written. */
  mark(service: number, slot: number, active: number, onSent: (atMs: number) => void): void
  close(): void
}

export interface AgentsWebOptions {
  readonly cluster: SimulatedCluster
  readonly port: number
  readonly token: string
  /** Served as it is, to whoever would be sent all of it at every poll. */
  readonly whole: string
}

const wholePath = '/whole'

export async function listenAsAgents({ cluster, port, token, whole }: AgentsWebOptions): Promise<AgentsWeb> {
  const answered: Answered = {
    reports: 0,
    reportBytes: 0,
    whole: 0,
    changed: 0,
    servers: 0,
    serverBytes: 0,
    facts: 0,
    factBytes: 0,
  }
  let mark: ((node: number, response: ServerResponse) => void) | null = null

  const report = (node: number, url: URL, response: ServerResponse) => {
    const asked = (name: string) => url.searchParams.get(name)
    if (asked('since') !== null) mark?.(node, response)
    const told = cluster.agents[node]!.report({ table: asked('table'), since: asked('since'), facts: asked('facts') })
    answered.reports++
    if (told.table.is === 'read' && told.table.change.is === 'whole') answered.whole++
    if (told.table.is === 'read' && told.table.change.is === 'changed') answered.changed++
    answered.reportBytes += send(response, told)
  }
  const servers = (hashes: readonly string[], response: ServerResponse) => {
    const found = cluster.structure.withHashes(hashes)
    answered.servers += found.length
    answered.serverBytes += send(response, { virtualServers: found })
  }
  const facts = (node: number, hashes: readonly string[], response: ServerResponse) => {
    const bodies = cluster.facts.bodies(node, hashes)
    answered.facts += bodies.length
    answered.factBytes += send(response, { facts: bodies })
  }

  const web = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end()
    const node = nodesByAddress.get(request.socket.localAddress ?? '') ?? 0
    const url = new URL(request.url ?? '/', 'http://agent')
    if (url.pathname === agentPaths.report) return report(node, url, response)
    if (url.pathname === wholePath) return void response.end(whole)
    if (url.pathname !== agentPaths.virtualServers && url.pathname !== agentPaths.facts)
      return void response.writeHead(404).end()
    readHashes(request).then(
      (hashes) => (url.pathname === agentPaths.facts ? facts(node, hashes, response) : servers(hashes, response)),
      () => response.writeHead(400).end(),
    )
  })
  const nodesByAddress = new Map(cluster.agents.map((_, node) => [agentAddress(node), node]))
  const doors = await Promise.all([...nodesByAddress.keys()].map((address) => openDoor(address, port, web)))

  return {
    answered,
    wholeUrl: `http://${agentAddress(0)}:${port}${wholePath}`,
    mark(service, slot, active, onSent) {
      mark = (node, response) => {
        mark = null
        cluster.agents[node]!.load.stamp(service, slot, active)
        response.once('finish', () => onSent(machineMs()))
      }
    },
    close() {
      for (const door of doors) door.close()
      web.closeAllConnections()
    },
  }
}

function openDoor(address: string, port: number, web: ReturnType<typeof createServer>): Promise<Server> {
  const door = createListener((socket) => web.emit('connection', socket))
  return new Promise((resolve, reject) => {
    door.once('error', reject)
    door.listen(port, address, () => resolve(door))
  })
}

async function readHashes(request: IncomingMessage): Promise<string[]> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const parsed = parseHashesRequest(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  if (!parsed.ok) throw new Error(parsed.why)
  return splitHashes(parsed.value.hashes)
}

/** Bytes of the body. */
function send(response: ServerResponse, body: object): number {
  const text = JSON.stringify(body)
  const bytes = Buffer.byteLength(text)
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': bytes })
  response.end(text)
  return bytes
}
