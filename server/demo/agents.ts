/** A real agent for every simulated node, on loopback, and ways to let one die, hang, or mistake its token. */
import { createServer, type Server, type Socket } from 'node:net'
import { type RunningAgent, startAgent } from '#server/agent/web.ts'
import type { AgentAddress } from '#server/config.ts'
import type { World } from './cluster/world.ts'

export type AgentState = 'alive' | 'dead' | 'hung'
export const agentStates: readonly AgentState[] = ['alive', 'dead', 'hung']

export interface DemoAgents {
  /** Where the hub finds them. */
  readonly addresses: readonly AgentAddress[]
  stateOf(node: string): AgentState | null
  /** Each answers a sentence when it cannot be done. */
  setState(node: string, state: AgentState): Promise<string | null>
  /** The agent wants another token than the hub has, or the right one again. */
  setWrongToken(node: string, isWrong: boolean): Promise<string | null>
  close(): Promise<void>
}

export interface AgentsConfig {
  readonly world: World
  readonly token: string
  readonly version: string
  /** Node names that further agents claim. */
  readonly further: readonly string[]
}

/** One place where an agent listens, or does not. The port stays the same through all its states. */
interface Post {
  readonly address: AgentAddress
  state: AgentState
  isTokenWrong: boolean
  close(): Promise<void>
  readonly start: (port: number, isTokenWrong: boolean) => Promise<RunningAgent>
  readonly port: number
}

const host = '127.0.0.1'

export async function startAgents({ world, token, version, further }: AgentsConfig): Promise<DemoAgents> {
  const [first] = world.nodes.values()

  const open = async (expects: string | null, claims: string, isTokenWrong: boolean): Promise<Post> => {
    const kernel = (world.nodes.get(expects ?? claims) ?? first)!.simulated.kernel
    const start = (port: number, isWrong: boolean) =>
      startAgent({
        config: {
          nodeName: claims,
          host,
          port,
          token: isWrong ? `not ${token}` : token,
          kernelRoot: '/',
          mayProbe: true,
          mayCapture: true,
        },
        kernel,
        version,
        log: () => {},
      })
    const agent = await start(0, isTokenWrong)
    const address = { node: expects, url: agent.url }
    return { address, state: 'alive', isTokenWrong, start, port: agent.port, close: () => agent.close() }
  }

  const byNode = new Map<string, Post>()
  for (const { sketch } of world.nodes.values()) {
    const claims = sketch.agent?.is === 'answers-as' ? sketch.agent.name : sketch.name
    byNode.set(sketch.name, await open(sketch.name, claims, sketch.agent?.is === 'wrong-token'))
  }
  const posts = [...byNode.values()]
  for (const name of further) posts.push(await open(null, name, false))

  const become = async (node: string, state: AgentState, isTokenWrong: boolean | null): Promise<string | null> => {
    const post = byNode.get(node)
    if (post === undefined) return `There is no node ${node} in this scenario.`
    await post.close()
    post.close = async () => {}
    post.state = state
    post.isTokenWrong = isTokenWrong ?? post.isTokenWrong
    if (state === 'alive') {
      const agent = await post.start(post.port, post.isTokenWrong)
      post.close = () => agent.close()
    } else if (state === 'hung') {
      post.close = await listenSilently(post.port)
    }
    return null
  }

  return {
    addresses: posts.map(({ address }) => address),
    stateOf: (node) => byNode.get(node)?.state ?? null,
    setState: (node, state) => become(node, state, null),
    setWrongToken: (node, isWrong) => become(node, 'alive', isWrong),
    close: async () => {
      await Promise.all(posts.map((post) => post.close()))
    },
  }
}

/** Takes connections and never says a word, as a stopped process does. Answers how to end it. */
async function listenSilently(port: number): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
}
