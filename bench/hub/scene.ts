/** A hub with its simulated cluster beside it, each in its own process. Other benches look at it too. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type HubProcess, startHubProcess } from '../shared/hub-process.ts'
import { agentService } from './agents/objects.ts'
import type { AgentsCommand, AgentsMessage } from './agents/process.ts'
import type { Size } from './agents/size.ts'
import type { Answered } from './agents/web.ts'

export interface SceneOptions {
  readonly size: Size
  readonly pollMs: number
  /** Endpoint changes a second. */
  readonly changes: number
  readonly profileDir: string | null
  /** Further `FAIRLEAD_…` of the hub. */
  readonly env?: Readonly<Record<string, string>>
  readonly isQuiet?: boolean
}

export interface Scene {
  readonly hub: HubProcess
  readonly agentsPid: number
  readonly about: Extract<AgentsMessage, { readonly is: 'ready' }>
  answered(): Promise<Answered>
  /** Tells `active` in a row of the watched Service; resolves with `machineMs` when it has been sent. */
  mark(active: number): Promise<number>
  stop(): Promise<void>
}

const token = 'bench'

export async function startScene({
  size,
  pollMs,
  changes,
  profileDir,
  env = {},
  isQuiet = false,
}: SceneOptions): Promise<Scene> {
  const agents = spawn(
    process.execPath,
    [join(import.meta.dirname, 'agents/process.ts'), ...['--size', JSON.stringify(size), '--token', token]],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const send = (command: AgentsCommand) => void agents.send(command)
  const about = await nextMessage(agents, 'ready')
  const hub = await startHubProcess({
    profileDir,
    isQuiet,
    env: {
      FAIRLEAD_CLUSTER_NAME: 'bench',
      FAIRLEAD_KUBE_SERVER: about.kubeUrl,
      FAIRLEAD_AGENT_SERVICE: `${agentService.namespace}/${agentService.name}`,
      FAIRLEAD_AGENT_TOKEN: token,
      FAIRLEAD_POLL_MS: String(pollMs),
      FAIRLEAD_POLL_DEADLINE_MS: String(Math.round(pollMs * 0.75)),
      ...env,
    },
  })
  send({ do: 'change', perSecond: changes })
  return {
    hub,
    agentsPid: agents.pid!,
    about,
    answered: async () => {
      send({ do: 'count' })
      return (await nextMessage(agents, 'counted')).answered
    },
    mark: async (active) => {
      send({ do: 'mark', active })
      return (await nextMessage(agents, 'marked')).atMs
    },
    stop: async () => {
      if (!agents.connected) return
      await hub.stop()
      agents.disconnect()
      await Promise.race([once(agents, 'exit'), delay(5_000, null, { ref: false })])
    },
  }
}

type Message<Is extends AgentsMessage['is']> = Extract<AgentsMessage, { readonly is: Is }>

function nextMessage<Is extends AgentsMessage['is']>(agents: ChildProcess, is: Is): Promise<Message<Is>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The simulated agents ended with status ${code}.`))
    const listen = (message: AgentsMessage) => {
      if (message.is !== is) return
      agents.off('message', listen)
      agents.off('exit', ended)
      resolve(message as Message<Is>)
    }
    agents.on('message', listen)
    agents.once('exit', ended)
  })
}
