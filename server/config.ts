/** Settings of the hub: an environment record becomes one frozen value, or the list of everything wrong with it. */
import { join, posix } from 'node:path'
import { type AuthSettings, leastTokenLength, readAuthSettings, readSecret } from './auth/settings.ts'
import { type EmbedSettings, readEmbedSettings } from './embed/settings.ts'
import { type Listening, readListening } from './listen/settings.ts'
import { parseStore, type StoreChoice, storeBytes } from './store/settings.ts'

export interface AgentAddress {
  /** The node it must answer for; null to take its word. */
  readonly node: string | null
  /** `http://host:9797`, without a path. */
  readonly url: string
}

export type KubeAccess =
  /** Plain URL of an API server, without credentials. */
  | { readonly is: 'server'; readonly url: string }
  /** One kubeconfig or several, separated as in KUBECONFIG. */
  | { readonly is: 'kubeconfig'; readonly path: string }
  | { readonly is: 'in-cluster' }
  | { readonly is: 'none'; readonly why: string }

export interface HubConfig extends Listening {
  readonly host: string
  readonly port: number
  /** Empty, or `/x/y`. */
  readonly basePath: string
  readonly clusterName: string
  readonly demo: boolean
  readonly agents: readonly AgentAddress[]
  /** The agents' headless Service: its EndpointSlices say where they are. */
  readonly agentService: { readonly namespace: string; readonly name: string } | null
  /** Empty when agents ask for none. */
  readonly agentToken: string
  readonly pollMs: number
  readonly pollDeadlineMs: number
  /** Least time between two frames. */
  readonly tickMs: number
  readonly kube: KubeAccess
  /** kube-proxy's scheduler; null to take the commonest seen. */
  readonly scheduler: string | null
  /** Origins besides the hub's own that may open its socket. */
  readonly allowedOrigins: readonly string[]
  /** Names this hub answers to besides addresses and this machine's, in lower case. */
  readonly hosts: readonly string[]
  /** How the hub knows who asks. */
  readonly auth: AuthSettings
  readonly embed: EmbedSettings
  /** The exported pages. */
  readonly pagesDir: string
  /** Folder of what the hub keeps; made when it is first needed. */
  readonly dataDir: string
  readonly store: StoreChoice
  /** Of a store in a file or in memory: how large it may become. */
  readonly storeBytes: number
  /** Of the store, what may be taken to remember how the cluster was; 0 to remember nothing. */
  readonly historyBytes: number
  /** Of who collects metrics; empty when they need another right to look. */
  readonly metricsToken: string
  /** Longest a snapshot may be kept. */
  readonly snapshotMostDays: number
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What reading settings needs of the machine. */
export interface Surroundings {
  /** Text of a file. Throws when it cannot be read. */
  readFile(path: string): string
  exists(path: string): boolean
  readonly home: string
  readonly pagesDir: string
}

export type ConfigResult =
  | { readonly ok: true; readonly value: HubConfig }
  | { readonly ok: false; readonly problems: readonly string[] }

export function readConfig(env: Environment, around: Surroundings): ConfigResult {
  const problems: string[] = []
  const problem = <T>(sentence: string, instead: T): T => {
    problems.push(sentence)
    return instead
  }
  const whole = (name: string, otherwise: number, least: number, most: number): number => {
    const text = env[name]
    if (text === undefined || text === '') return otherwise
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    return problem(`${name} is “${text}”; it must be a whole number from ${least} to ${most}.`, otherwise)
  }
  const host = env['FAIRLEAD_HOST'] || '127.0.0.1'
  const dataDir =
    env['FAIRLEAD_DATA_DIR'] || join(env['XDG_DATA_HOME'] || join(around.home, '.local/share'), 'fairlead')
  const listening = readListening(env, problem)
  const reached = {
    host,
    isUnixSocket: listening.unixSocket !== null,
    asksCertificate: Boolean(listening.tls?.clientCa),
  }
  const auth = readAuthSettings(env, reached, around, problem)
  const allowedOrigins = parseOrigins(env['FAIRLEAD_ALLOWED_ORIGINS'] ?? '', problem)
  const value: HubConfig = {
    ...listening,
    host,
    port: env['PORT'] ? whole('PORT', 3000, 0, 65_535) : whole('FAIRLEAD_PORT', 3000, 0, 65_535),
    basePath: parseBasePath(env['FAIRLEAD_BASE_PATH'] ?? '', problem),
    clusterName: env['FAIRLEAD_CLUSTER_NAME'] || 'cluster',
    demo: false,
    agents: parseAgents(env['FAIRLEAD_AGENTS'] ?? '', problem),
    agentService: parseAgentService(env['FAIRLEAD_AGENT_SERVICE'] ?? '', problem),
    agentToken: readSecret('FAIRLEAD_AGENT_TOKEN', env, around, problem),
    pollMs: whole('FAIRLEAD_POLL_MS', 2_000, 100, 3_600_000),
    pollDeadlineMs: whole('FAIRLEAD_POLL_DEADLINE_MS', 1_500, 50, 600_000),
    tickMs: whole('FAIRLEAD_TICK_MS', 250, 10, 60_000),
    kube: findKube(env, around, problem),
    scheduler: env['FAIRLEAD_SCHEDULER'] || null,
    allowedOrigins,
    hosts: [
      ...parseHosts(env['FAIRLEAD_PUBLIC_HOSTS'] ?? '', problem),
      ...[...allowedOrigins, ...(auth.is === 'oidc' && auth.redirect !== '' ? [auth.redirect] : [])].map(
        (address) => new URL(address).hostname,
      ),
    ],
    auth,
    embed: readEmbedSettings(
      env['FAIRLEAD_EMBED_PARENTS'] ?? '',
      readSecret('FAIRLEAD_EMBED_KEY', env, around, problem),
      problem,
    ),
    pagesDir: around.pagesDir,
    dataDir,
    store: readStore(env['FAIRLEAD_STORE'] ?? '', dataDir, problem),
    storeBytes: whole('FAIRLEAD_STORE_BYTES', storeBytes.usual, storeBytes.least, storeBytes.most),
    historyBytes: whole('FAIRLEAD_HISTORY_BYTES', 2 ** 30, 0, 2 ** 40),
    metricsToken: readMetricsToken(env, around, problem),
    snapshotMostDays: whole('FAIRLEAD_SNAPSHOT_MOST_DAYS', 30, 1, 3_650),
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: Object.freeze(value) }
}

type Problem = <T>(sentence: string, instead: T) => T

const entries = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

function readMetricsToken(env: Environment, around: Surroundings, problem: Problem): string {
  const token = readSecret('FAIRLEAD_METRICS_TOKEN', env, around, problem)
  if (token === '' || token.length >= leastTokenLength) return token
  return problem(`FAIRLEAD_METRICS_TOKEN has ${token.length} characters; it must have ${leastTokenLength} or more.`, '')
}

function readStore(text: string, dataDir: string, problem: Problem): StoreChoice {
  const choice = parseStore(text, join(dataDir, 'fairlead.db'))
  return typeof choice === 'string' ? problem(choice, { is: 'memory' }) : choice
}

function parseBasePath(text: string, problem: Problem): string {
  if (text === '' || text === '/') return ''
  const path = text.replace(/\/$/, '')
  if (/^(\/[A-Za-z0-9._~-]+)+$/.test(path) && posix.normalize(path) === path) return path
  return problem(`FAIRLEAD_BASE_PATH is “${text}”; it must be a path such as /tools/fairlead.`, '')
}

function parseAgents(text: string, problem: Problem): AgentAddress[] {
  return entries(text).flatMap((entry) => {
    const [, node, address] = /^(?:([^=/]+)=)?(.*)$/.exec(entry)!
    const url = originOf(address!)
    if (url !== null) return [{ node: node ?? null, url }]
    return problem(
      `FAIRLEAD_AGENTS has “${entry}”; each entry must read NODE=http://host:9797 or http://host:9797.`,
      [],
    )
  })
}

function parseAgentService(text: string, problem: Problem): HubConfig['agentService'] {
  if (text === '') return null
  const [, namespace, name] = /^([^/]+)\/([^/]+)$/.exec(text) ?? []
  if (namespace !== undefined && name !== undefined) return { namespace, name }
  return problem(`FAIRLEAD_AGENT_SERVICE is “${text}”; it must read NAMESPACE/NAME.`, null)
}

function parseOrigins(text: string, problem: Problem): string[] {
  return entries(text).flatMap((entry) => {
    const origin = originOf(entry)
    if (origin !== null) return [origin]
    return problem(
      `FAIRLEAD_ALLOWED_ORIGINS has “${entry}”; each entry must read https://host or https://host:port.`,
      [],
    )
  })
}

/** Names without a port: what stands before it is whose they are. */
function parseHosts(text: string, problem: Problem): string[] {
  return entries(text).flatMap((entry) => {
    const name = entry.toLowerCase()
    if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name)) return [name]
    return problem(`FAIRLEAD_PUBLIC_HOSTS has “${entry}”; each entry must be a name such as fairlead.example.`, [])
  })
}

/** The origin of an http(s) URL that has no path; null for anything else. */
function originOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') return null
  return url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : null
}

function findKube(env: Environment, around: Surroundings, problem: Problem): KubeAccess {
  const server = env['FAIRLEAD_KUBE_SERVER']
  if (server) {
    const url = originOf(server)
    if (url !== null) return { is: 'server', url }
    return problem(`FAIRLEAD_KUBE_SERVER is “${server}”; it must read http://host:port.`, { is: 'none', why: '' })
  }
  const path = env['KUBECONFIG']
  if (path) return { is: 'kubeconfig', path }
  const usual = `${around.home}/.kube/config`
  if (around.exists(usual)) return { is: 'kubeconfig', path: usual }
  if (env['KUBERNETES_SERVICE_HOST']) return { is: 'in-cluster' }
  return {
    is: 'none',
    why: `No Kubernetes API is configured: set KUBECONFIG to a kubeconfig file, put one at ${usual}, or run the hub in the cluster.`,
  }
}
