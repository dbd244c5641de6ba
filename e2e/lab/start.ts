/** Starts a whole lab: six kernels, the Kubernetes API, kube-proxy, three Pods, and the hub. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type Child, startNode } from './host/child.ts'
import { type Gate, startGate } from './host/gate.ts'
import { makeKubeWriter } from './host/kube.ts'
import { whyNoLab } from './host/machine.ts'
import { type LabState, makeLabFolder, publishState } from './host/state.ts'
import { readHubTable } from './hub-table.ts'
import { type KubeProxyConfig, startKubeProxy } from './kube-proxy/kube-proxy.ts'
import { attachLab, impatientMs, type Lab, until } from './lab.ts'
import { firstObjects } from './objects.ts'
import { nodes, web, webUrl } from './reference-case.ts'

export interface LabOptions {
  /** Port of the hub on 127.0.0.1, 0 for any that is free; null for no hub. */
  readonly hubPort: number | null
  /** Default 30 s, as kube-proxy's. Longer keeps a drift visible for longer. */
  readonly syncPeriodMs?: number
  /** Of each kernel. */
  readonly memoryMb?: number
  /** Whether `npm run lab -- SUBCOMMAND` shall find this lab. */
  readonly isPublic?: boolean
  readonly say?: (line: string) => void
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal
}

export interface StartedLab extends Lab {
  /** Freezes, wakes or ends one kernel: a hung, waking, dead node. */
  readonly signal: Gate['signal']
  /** Resolves with a sentence when a part the lab cannot do without has ended. */
  readonly broken: Promise<string>
  /** Leaves no process, device or file. */
  close(): Promise<void>
}

const project = new URL('../..', import.meta.url).pathname
/** Of `web`. */
const firstPods = 3
const bootMs = 180_000
const startMs = 90_000

/** Rejects with a sentence when the machine cannot or a part does not start; nothing is left then either. */
export async function startLab(options: LabOptions): Promise<StartedLab> {
  const why = whyNoLab()
  if (why !== null) throw new Error(why)
  options.signal?.throwIfAborted()
  const undo: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const givenUp = Promise.withResolvers<never>()
  const giveUp = () => givenUp.reject(new Error('The lab was ended before it ran.'))
  options.signal?.addEventListener('abort', giveUp)
  try {
    return await Promise.race([startParts(options, undo, close), givenUp.promise])
  } catch (error) {
    await close()
    throw error
  } finally {
    options.signal?.removeEventListener('abort', giveUp)
  }
}

/** What is started goes into `undo` in the same moment; after every wait it asks whether to go on. */
async function startParts(
  options: LabOptions,
  undo: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<StartedLab> {
  const say = options.say ?? (() => undefined)
  const token = randomBytes(24).toString('base64url')
  const folder = makeLabFolder(token)
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const gate = startGate({ folder, memoryMb: options.memoryMb ?? 384 })
  undo.push(gate.close)
  const agents = await gate.offerAgents()
  options.signal?.throwIfAborted()
  const api = startNode('kube-api', [`${project}server/demo/kube-api/main.ts`], {}, folder)
  undo.push(api.close)
  const kubeUrl = await api.during(urlSaid(api))
  const kube = makeKubeWriter(kubeUrl)
  for (const placed of firstObjects()) await kube.put(placed)
  await gate.ready(bootMs)
  say('Six kernels are up.')

  options.signal?.throwIfAborted()
  const state = { pid: process.pid, folder, agents: Object.fromEntries(agents), token, kubeUrl, hubUrl: null }
  const lab = attachLab(state)
  undo.push(startKubeProxy(kubeProxyConfig(lab, options.syncPeriodMs ?? 30_000, say)))
  await lab.scale(firstPods)
  await Promise.all(
    nodes.map(({ name }) => until(`${name} answers at the ClusterIP`, startMs, () => isServed(lab, name))),
  )
  await Promise.all(
    [...agents].map(([name, url]) => until(`${name}'s agent answers`, startMs, () => isOk(`${url}/healthz`))),
  )
  say('Service web answers on every node, and so does every agent.')

  options.signal?.throwIfAborted()
  const children: Child[] = [api]
  let hubUrl: string | null = null
  if (options.hubPort !== null) {
    const hub = startHub(state, options.hubPort)
    undo.push(hub.close)
    children.push(hub)
    hubUrl = await hub.during(urlSaid(hub))
    await hub.during(hubReadsAll({ ...state, hubUrl }))
  }
  const whole = attachLab({ ...state, hubUrl })
  if (options.isPublic) publishState(whole.state)
  const broken = Promise.race(children.map(async (child) => `The lab's ${child.name} ${await child.ended}.`))
  return { ...whole, signal: gate.signal, broken, close }
}

const kubeProxyConfig = (lab: Lab, syncPeriodMs: number, problem: (sentence: string) => void): KubeProxyConfig => ({
  server: lab.state.kubeUrl,
  nodes,
  syncPeriodMs,
  drainPeriodMs: 60_000,
  problem,
  run: async (node, command, input) => {
    const { code, out, err } = await lab.exec(node.name, command, { input })
    if (code === 0) return out
    throw new Error(`'${command.join(' ')}' ended with ${code}: ${err.trim()}`)
  },
})

function startHub(state: LabState, port: number): Child {
  const agents = Object.entries(state.agents).map(([name, url]) => `${name}=${url}`)
  const env = {
    PORT: String(port),
    FAIRLEAD_AGENTS: agents.join(','),
    FAIRLEAD_AGENT_TOKEN_FILE: `${state.folder}/token`,
    FAIRLEAD_KUBE_SERVER: state.kubeUrl,
    FAIRLEAD_CLUSTER_NAME: 'lab',
    FAIRLEAD_STORE: 'memory',
    // One for agents and people: a lab is one person's.
    FAIRLEAD_TOKEN_FILE: `${state.folder}/token`,
  }
  return startNode('hub', [`${project}server/main.ts`], env, state.folder)
}

/** The address a server says it listens on, without a slash at its end. */
async function urlSaid(child: Child): Promise<string> {
  const find = () => /http:[^\s]+[^\s/]/.exec(child.said(/http:/) ?? '')?.[0]
  await until(`the lab's ${child.name} says where it listens`, startMs, async () => find() !== undefined)
  return find()!
}

const hubReadsAll = (state: LabState) =>
  Promise.all(
    nodes.map(({ name }) =>
      until(`the hub has read ${name}`, startMs, () =>
        readHubTable(state, name).then(
          () => true,
          () => false,
        ),
      ),
    ),
  )

/** Whether kube-proxy has written all of it, and it works. */
async function isServed(lab: Lab, node: string): Promise<boolean> {
  if ((await lab.ask(node, webUrl, impatientMs)).status !== 200) return false
  const { out } = await lab.exec(node, ['ipvsadm', '-Ln', '-t', `${web.clusterIp}:${web.port}`])
  return out.match(/^ {2}-> \d/gm)?.length === firstPods
}

async function isOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}
