/** The embedded demo: a simulated cluster under the same agents and the same hub a real one has. */
import { randomBytes } from 'node:crypto'
import type { HubConfig } from '#server/config.ts'
import { startHub } from '#server/hub.ts'
import { hubVersion } from '#server/version.ts'
import { startAgents } from './agents.ts'
import { makeClock } from './clock.ts'
import { makeWorld } from './cluster/world.ts'
import { startControl } from './control.ts'
import { schedule } from './happenings.ts'
import { startKubeApi } from './kube-api/web.ts'
import { makeRandom } from './random.ts'
import { scenarios } from './scenarios/index.ts'

export interface DemoConfig {
  readonly scenario: string
  readonly seed: string
  /** Of the hub; where agents and API are is filled in here, and nothing is kept. */
  readonly hub: HubConfig
  /** Empty for the scenario's own. */
  readonly clusterName: string
  /** Whether the hub's poll interval was asked for: it goes before the scenario's own. */
  readonly isPollGiven: boolean
  /** Null for no control port; 0 for any free one. */
  readonly controlPort: number | null
}

export interface Demo {
  readonly url: string
  readonly controlUrl: string | null
  close(): Promise<void>
}

/** The cluster lives on at least this often, whether anybody looks or not. */
const tickMs = 250

const pollOf = (pollMs: number) => ({ pollMs, pollDeadlineMs: pollMs * 0.75 })

/** Rejects with a sentence when a port cannot be had. */
export async function startDemo(config: DemoConfig, log: (sentence: string) => void): Promise<Demo> {
  const { seed } = config
  const scenario = scenarios[config.scenario]!(seed)
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const clock = makeClock(() => performance.now(), Date.now)
    const uids = makeRandom(seed, 'uids')
    const makeUid = () => [8, 4, 4, 4, 12].map((digits) => uids.hex(digits)).join('-')
    const api = await startKubeApi({ now: clock.wallMs, makeUid, historyLength: 5000 })
    closers.push(() => api.close())

    const alarms = new Set<NodeJS.Timeout>()
    closers.push(async () => alarms.forEach(clearTimeout))
    const wake = (ms: number) => {
      const alarm = setTimeout(() => {
        alarms.delete(alarm)
        world.agenda.run(clock.nowMs())
      }, Math.ceil(ms) + 1)
      alarms.add(alarm)
    }
    const world = makeWorld({ scenario, seed, clock, store: api.store, wake })
    const token = randomBytes(16).toString('hex')
    const agents = await startAgents({ world, token, version: hubVersion, further: scenario.furtherAgents ?? [] })
    closers.push(() => agents.close())

    schedule(scenario, seed, world, agents, log)
    world.advance(clock.nowMs())
    const ticking = setInterval(() => world.advance(clock.nowMs()), tickMs)
    closers.push(async () => clearInterval(ticking))

    const own = config.isPollGiven || scenario.pollMs === undefined ? {} : pollOf(scenario.pollMs)
    const hub = await startHub(
      {
        ...config.hub,
        ...own,
        demo: true,
        store: { is: 'memory' },
        clusterName: config.clusterName || scenario.clusterName,
        agents: agents.addresses,
        agentService: null,
        agentToken: token,
        kube: { is: 'server', url: api.url },
      },
      log,
    )
    closers.push(() => hub.close())

    const facts = { scenario: config.scenario, seed, hub: hub.url, kubeApi: api.url }
    const control =
      config.controlPort === null
        ? null
        : await startControl(config.controlPort, { world, agents, nowMs: clock.nowMs, facts })
    if (control) closers.push(() => control.close())
    return { url: hub.url, controlUrl: control?.url ?? null, close }
  } catch (error) {
    await close()
    throw error
  }
}
