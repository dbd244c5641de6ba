/**
 * Pods of this node: a network namespace with one veth to the node, Calico's way (a /32, a default
 * route to 169.254.1.1 answered by proxy ARP), and a program in it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { deviceName } from '../device-name.ts'
import type { LabPod } from '../reference-case.ts'
import { programs, untilAnswering } from './programs.ts'
import { run } from './run.ts'
import type { Answer } from './traffic.ts'

const gatewayMac = 'ee:ee:ee:ee:ee:ee'
/** The address IPv6 gives a device of that MAC by itself. */
const gateway6 = 'fe80::ecee:eeff:feee:eeee'

/** Input of `ip -batch` on the node's side. */
export const nodeBatch = (pod: LabPod): string => {
  const device = deviceName(pod.namespace, pod.name)
  return [
    `netns add ${pod.name}`,
    `link add ${device} address ${gatewayMac} type veth peer name eth0 netns ${pod.name}`,
    `link set ${device} up`,
    `route add ${pod.address} dev ${device} scope link`,
    ...(pod.address6 === null ? [] : [`route add ${pod.address6} dev ${device}`]),
    '',
  ].join('\n')
}

/** They go when the device is set down. */
export const defaultRoutes = (pod: LabPod): string[] => [
  'route add 169.254.1.1 dev eth0 scope link',
  'route add default via 169.254.1.1 dev eth0',
  ...(pod.address6 === null ? [] : [`route add default via ${gateway6} dev eth0`]),
]

/** Input of `ip -batch` in the Pod's namespace. */
export const podBatch = (pod: LabPod): string =>
  [
    'link set lo up',
    `address add ${pod.address}/32 dev eth0`,
    'link set eth0 mtu 1480',
    'link set eth0 up',
    ...(pod.address6 === null ? [] : [`address add ${pod.address6}/128 dev eth0 nodad`]),
    ...defaultRoutes(pod),
    '',
  ].join('\n')

export interface Pods {
  /** Returns when its program answers. Throws when a Pod of that name is there already. */
  start(pod: LabPod): Promise<void>
  /** Ends its program after the requests it serves, at most `patienceMs` later, then takes the network away. */
  stop(name: string, patienceMs: number): Promise<void>
  /** Ends its program alone: the network stays, and nobody listens there. */
  halt(name: string): Promise<void>
  /** Starts its program again. */
  resume(name: string): Promise<void>
  /** One GET from inside a Pod, by a process of its own, which takes about a second to start. */
  ask(name: string, url: string, deadlineMs: number): Promise<Answer>
}

const askProgram = '/run/lab/project/e2e/lab/guest/ask-once.ts'
const inside = (name: string, command: readonly string[]) => ['ip', 'netns', 'exec', name, ...command]

interface Running {
  readonly pod: LabPod
  /** Null for a Pod that runs nothing, now or ever. */
  program: ChildProcess | null
}

export function makePods(): Pods {
  const running = new Map<string, Running>()
  const named = (name: string): Running => {
    const found = running.get(name)
    if (found === undefined) throw new Error(`There is no Pod '${name}' on this node.`)
    return found
  }
  return {
    async start(pod) {
      if (running.has(pod.name)) throw new Error(`Pod '${pod.name}' runs on ${pod.node} already.`)
      mkdirSync(folderOf(pod.name), { recursive: true })
      await run(['ip', '-batch', '-'], nodeBatch(pod))
      writeFileSync(`/proc/sys/net/ipv4/conf/${deviceName(pod.namespace, pod.name)}/proxy_arp`, '1')
      await run(['ip', '-n', pod.name, '-batch', '-'], podBatch(pod))
      running.set(pod.name, { pod, program: startProgram(pod) })
      await untilAnswering(pod)
    },
    async stop(name, patienceMs) {
      const found = running.get(name)
      if (found === undefined) return
      running.delete(name)
      await end(found.program, 'SIGQUIT', patienceMs)
      await run(['ip', 'netns', 'delete', name])
      rmSync(folderOf(name), { recursive: true, force: true })
    },
    async halt(name) {
      const found = named(name)
      await end(found.program, 'SIGTERM', haltMs)
      found.program = null
    },
    async resume(name) {
      const found = named(name)
      found.program ??= startProgram(found.pod)
      await untilAnswering(found.pod)
    },
    async ask(name, url, deadlineMs) {
      const command = inside(named(name).pod.name, [process.execPath, askProgram, url, String(deadlineMs)])
      return JSON.parse(await run(command)) as Answer
    },
  }
}

const haltMs = 2_000
const folderOf = (name: string): string => `/run/pods/${name}`

function startProgram(pod: LabPod): ChildProcess | null {
  const command = programs[pod.runs].command(pod, folderOf(pod.name))
  if (command === null) return null
  const [first, ...rest] = inside(pod.name, command)
  return spawn(first!, rest, { stdio: ['ignore', 'inherit', 'inherit'] })
}

/** Asks it to end by the signal, and insists after `patienceMs`. */
async function end(program: ChildProcess | null, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  if (program === null || program.exitCode !== null) return
  const ended = new Promise((resolve) => program.once('exit', resolve))
  program.kill(signal)
  await Promise.race([ended, delay(patienceMs)])
  program.kill('SIGKILL')
}
