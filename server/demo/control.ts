/**
 * Steering the demo from a test, over loopback HTTP. Off unless FAIRLEAD_DEMO_CONTROL_PORT is set.
 *
 *     POST /scale?service=NS/NAME&replicas=N      POST /rollout?service=NS/NAME
 *     POST /drift?node=N&service=NS/NAME[&foreign=true]       POST /repair?node=N
 *     POST /agent?node=N&state=dead|hung|alive    POST /token?node=N[&wrong=false]
 *     POST /break?node=N&kind=K[&service=NS/NAME][&towards=N]   POST /mend?node=N
 *     GET /state
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { agentStates, type DemoAgents } from './agents.ts'
import { faultKinds } from './cluster/faults.ts'
import type { World } from './cluster/world.ts'

export interface Steered {
  readonly world: World
  readonly agents: DemoAgents
  /** Time now, simulated milliseconds. */
  readonly nowMs: () => number
  /** What else `/state` tells. */
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Control {
  readonly url: string
  close(): Promise<void>
}

type Answer = { readonly error: string } | { readonly ok: true } | Readonly<Record<string, unknown>>

export async function startControl(port: number, steered: Steered): Promise<Control> {
  const server = createServer((request, response) => {
    const send = (status: number, body: Answer) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(`${JSON.stringify(body)}\n`)
    }
    // A page in somebody's browser has no business here.
    if (request.headers.origin !== undefined) return send(403, { error: 'Not for pages.' })
    const url = new URL(request.url ?? '/', 'http://control')
    if (request.method === 'GET' && url.pathname === '/state') return send(200, stateOf(steered))
    if (request.method !== 'POST') return send(405, { error: 'Steer with POST, look with GET /state.' })
    steer(steered, url.pathname, url.searchParams).then(
      (problem) => (problem === null ? send(200, { ok: true }) : send(400, { error: problem })),
      (error: Error) => send(500, { error: error.message }),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const stateOf = ({ world, agents, nowMs, facts }: Steered): Answer => ({
  ...facts,
  nowMs: nowMs(),
  nodes: [...world.nodes.keys()].map((name) => ({ name, agent: agents.stateOf(name) })),
})

/** Null when done, else why not. */
async function steer({ world, agents, nowMs }: Steered, path: string, query: URLSearchParams): Promise<string | null> {
  const node = query.get('node') ?? ''
  const service = query.get('service') ?? ''
  world.advance(nowMs())
  switch (path) {
    case '/scale': {
      const replicas = Number(query.get('replicas') ?? '')
      if (!Number.isInteger(replicas) || replicas < 0 || replicas > 100)
        return 'replicas must be a whole number from 0 to 100.'
      return world.scale(service, replicas)
    }
    case '/rollout':
      return world.rollout(service)
    case '/drift':
      return world.drift(node, service, query.get('foreign') === 'true')
    case '/repair':
      return world.repair(node)
    case '/break': {
      const kind = faultKinds.find((known) => known === query.get('kind'))
      if (kind === undefined) return `kind must be one of ${faultKinds.join(', ')}.`
      return world.break(node, kind, { node: query.get('towards'), service: query.get('service') })
    }
    case '/mend':
      return world.mend(node)
    case '/agent': {
      const state = agentStates.find((known) => known === query.get('state'))
      return state ? agents.setState(node, state) : `state must be one of ${agentStates.join(', ')}.`
    }
    case '/token':
      return agents.setWrongToken(node, query.get('wrong') !== 'false')
    default:
      return 'There are: /scale, /rollout, /drift, /repair, /break, /mend, /agent, /token.'
  }
}
