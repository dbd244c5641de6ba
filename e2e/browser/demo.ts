/** A demo of its own for each file of tests, steered over its control port. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { test as base } from '@playwright/test'

const root = new URL('../..', import.meta.url).pathname

export interface Demo {
  readonly url: string
  /** `POST /scale?service=…` and the like; rejects with the demo's own words. */
  steer(command: string): Promise<void>
  close(): Promise<void>
}

export interface DemoOptions {
  readonly scenario: string
  readonly basePath: string
  /** Further settings of the hub. */
  readonly env?: Readonly<Record<string, string>>
  /** Of the hub; any free one where nothing is said. */
  readonly port?: number
  /** What is started: the demo where nothing is said. */
  readonly main?: string
}

/** Below those a kernel gives to whoever asks for any: none is taken between being found free and being used. */
const ports = { first: 20_000, last: 32_000 }
let nextPort = ports.first + Math.floor(Math.random() * (ports.last - ports.first))

/** Another one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort
    nextPort = port < ports.last ? port + 1 : ports.first
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

export async function startDemo({
  scenario,
  basePath,
  env = {},
  main = 'server/demo/main.ts',
  ...at
}: DemoOptions): Promise<Demo> {
  const [port, controlPort] = [at.port ?? (await freePort()), await freePort()]
  const child = spawn(process.execPath, [main, '--scenario', scenario, '--seed', '7'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      FAIRLEAD_DEMO_CONTROL_PORT: String(controlPort),
      FAIRLEAD_BASE_PATH: basePath,
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const origin = `http://127.0.0.1:${port}`
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${origin}${basePath}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) break
    if (tries > 150 || child.exitCode !== null) throw new Error(`The demo does not get ready: ${said}`)
    await delay(200)
  }
  return {
    url: `${origin}${basePath}`,
    async steer(command) {
      const response = await fetch(`http://127.0.0.1:${controlPort}${command}`, { method: 'POST' })
      if (!response.ok) throw new Error(`${command}: ${await response.text()}`)
    },
    async close() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** `demo` runs for the whole file; say which with `test.use({ scenario: 'reference' })`. Any fault of the page fails the test. */
export const test = base.extend<{ noFaults: undefined }, { scenario: string; basePath: string; demo: Demo }>({
  scenario: ['reference', { option: true, scope: 'worker' }],
  basePath: ['', { option: true, scope: 'worker' }],
  demo: [
    async ({ scenario, basePath }, use) => {
      const demo = await startDemo({ scenario, basePath })
      await use(demo)
      await demo.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  noFaults: [
    async ({ page }, use) => {
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text())
      })
      await use(undefined)
      base.expect(faults, 'faults of the page').toEqual([])
    },
    { auto: true },
  ],
})

export { expect } from '@playwright/test'
