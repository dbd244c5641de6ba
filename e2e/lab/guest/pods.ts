/**
 * Pods of this node: a network namespace with one veth to the node, Calico's way (a /32, a default
 * route to 169.254.1.1 answered by proxy ARP), and nginx in it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { deviceName } from '../device-name.ts'
import { type LabPod, web } from '../reference-case.ts'
import { run } from './run.ts'

const gatewayMac = 'ee:ee:ee:ee:ee:ee'

/** Input of `ip -batch` on the node's side. */
export const nodeBatch = (pod: LabPod): string => {
  const device = deviceName(pod.namespace, pod.name)
  return [
    `netns add ${pod.name}`,
    `link add ${device} address ${gatewayMac} type veth peer name eth0 netns ${pod.name}`,
    `link set ${device} up`,
    `route add ${pod.address} dev ${device} scope link`,
    '',
  ].join('\n')
}

/** Input of `ip -batch` in the Pod's namespace. */
export const podBatch = (pod: LabPod): string =>
  [
    'link set lo up',
    `address add ${pod.address}/32 dev eth0`,
    'link set eth0 mtu 1480',
    'link set eth0 up',
    'route add 169.254.1.1 dev eth0 scope link',
    'route add default via 169.254.1.1 dev eth0',
    '',
  ].join('\n')

/** Answers every request with the Pod's name, so that who answered can be seen. */
const nginxConfiguration = (pod: LabPod, folder: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_timeout 30s;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  default_type text/plain;
  server {
    listen ${web.targetPort};
    location / { return 200 "${pod.name} on ${pod.node}\\n"; }
  }
}
`

export interface Pods {
  /** Returns when nginx answers. Throws when a Pod of that name is there already. */
  start(pod: LabPod): Promise<void>
  /** Ends nginx after the requests it serves, at most `patienceMs` later, then takes the network away. */
  stop(name: string, patienceMs: number): Promise<void>
}

export function makePods(): Pods {
  const running = new Map<string, ChildProcess>()
  return {
    async start(pod) {
      if (running.has(pod.name)) throw new Error(`Pod '${pod.name}' runs on ${pod.node} already.`)
      const folder = `/run/pods/${pod.name}`
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${folder}/nginx.conf`, nginxConfiguration(pod, folder))
      await run(['ip', '-batch', '-'], nodeBatch(pod))
      writeFileSync(`/proc/sys/net/ipv4/conf/${deviceName(pod.namespace, pod.name)}/proxy_arp`, '1')
      await run(['ip', '-n', pod.name, '-batch', '-'], podBatch(pod))
      const nginx = ['nginx', '-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr']
      const child = spawn('ip', ['netns', 'exec', pod.name, ...nginx], { stdio: ['ignore', 'inherit', 'inherit'] })
      running.set(pod.name, child)
      await untilAnswering(pod.address, web.targetPort)
    },
    async stop(name, patienceMs) {
      const child = running.get(name)
      if (child === undefined) return
      running.delete(name)
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGQUIT')
        await Promise.race([ended, delay(patienceMs)])
        child.kill('SIGKILL')
      }
      await run(['ip', 'netns', 'delete', name])
      rmSync(`/run/pods/${name}`, { recursive: true, force: true })
    },
  }
}

async function untilAnswering(address: string, port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await accepts(address, port)) return
    await delay(100)
  }
  throw new Error(`Nothing answers at ${address}:${port} 10 s after its Pod was started.`)
}

function accepts(address: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createConnection({ host: address, port, timeout: 1_000 })
  const settle = (answer: boolean) => {
    socket.destroy()
    resolve(answer)
  }
  socket.once('connect', () => settle(true))
  socket.once('error', () => settle(false))
  socket.once('timeout', () => settle(false))
  return promise
}
