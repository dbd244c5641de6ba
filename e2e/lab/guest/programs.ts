/** What runs in a Pod, and how to know that it answers. */
import { Resolver } from 'node:dns/promises'
import { writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type LabPod, web } from '../reference-case.ts'

export interface Program {
  /** Started in the Pod's namespace; null for none. */
  command(pod: LabPod, folder: string): readonly string[] | null
  answers(pod: LabPod): Promise<boolean>
}

/** Of `/large`: many times what a device lets through at once. */
const largeBytes = 20_000

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
    ${pod.address6 === null ? '' : `listen [::]:${web.targetPort};`}
    location = /large { add_header Lab-Pod ${pod.name}; alias ${folder}/large; }
    location / { return 200 "${pod.name} on ${pod.node}\\n"; }
  }
}
`

export const programs: Readonly<Record<LabPod['runs'], Program>> = {
  web: {
    command(pod, folder) {
      writeFileSync(`${folder}/nginx.conf`, nginxConfiguration(pod, folder))
      writeFileSync(`${folder}/large`, `${pod.name}\n`.repeat(largeBytes).slice(0, largeBytes))
      return ['nginx', '-p', folder, '-c', `${folder}/nginx.conf`, '-e', 'stderr']
    },
    answers: (pod) => accepts(pod.address, web.targetPort),
  },
  dns: {
    command: () => [process.execPath, '/run/lab/project/e2e/lab/guest/dns/main.ts', web.clusterIp],
    answers: (pod) => resolves(pod.address),
  },
  nothing: { command: () => null, answers: async () => true },
}

/** Throws when the Pod's program does not answer 10 s after its start. */
export async function untilAnswering(pod: LabPod): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await programs[pod.runs].answers(pod)) return
    await delay(100)
  }
  throw new Error(`Nothing answers at ${pod.address} 10 s after Pod '${pod.name}' was started.`)
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

async function resolves(address: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 1_000, tries: 1 })
  resolver.setServers([address])
  try {
    return (await resolver.resolve4('ready.lab')).length > 0
  } catch {
    return false
  }
}
