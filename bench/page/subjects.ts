/** What the page is looked at with: the demo's clusters, and the one of `bench -- hub`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startScene } from '../hub/scene.ts'

export interface Subject {
  readonly url: string
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '../..')
const readyWithinMs = 180_000

/** `demo:shop`, or `hub:1000` for so many nodes of 1,000 x 10. */
export async function startSubject(name: string): Promise<Subject> {
  const [kind, what = ''] = name.split(':')
  const subject = kind === 'hub' ? await startCrowd(Number(what)) : await startDemo(what)
  await untilReady(subject.url)
  return subject
}

async function startCrowd(nodes: number): Promise<Subject> {
  const scene = await startScene({
    size: { nodes, services: 1_000, reals: 10, routes: nodes, moving: 0.01 },
    pollMs: 5_000,
    changes: 20,
    profileDir: null,
  })
  return { url: scene.hub.url, stop: scene.stop }
}

async function startDemo(scenario: string): Promise<Subject> {
  const child = spawn(process.execPath, ['server/demo/main.ts', '--scenario', scenario, '--seed', '7'], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /http:\S+/.exec(said)?.[0]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`The demo ended with status ${code}: ${said}`)))
  })
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function untilReady(url: string): Promise<void> {
  for (const endsAt = performance.now() + readyWithinMs; performance.now() < endsAt; await delay(250)) {
    const answer = await fetch(new URL('/readyz', url)).catch(() => null)
    if (answer?.ok) return
  }
  throw new Error(`${url} was not ready within ${readyWithinMs / 1_000} s.`)
}
