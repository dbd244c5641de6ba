/** The agent's settings, read once. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

export interface AgentConfig {
  /** The node's Kubernetes name. */
  readonly nodeName: string
  readonly host: string
  readonly port: number
  /** What a hub must present; null lets everybody in, allowed on loopback only. */
  readonly token: string | null
  /** Where `/proc` and the rest are read below: `/` but for captured trees. */
  readonly kernelRoot: string
  /** Whether the hub may have Service ports asked from here. */
  readonly mayProbe: boolean
  /** Whether the hub may have packets watched here. */
  readonly mayCapture: boolean
}

export type Configured<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] }

/** All problems at once, a sentence each. */
export function readAgentConfig(env: Readonly<Record<string, string | undefined>>): Configured<AgentConfig> {
  const problems: string[] = []
  const host = env['FAIRLEAD_AGENT_HOST'] ?? '127.0.0.1'
  const port = Number(env['FAIRLEAD_AGENT_PORT'] ?? 9797)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`FAIRLEAD_AGENT_PORT is "${env['FAIRLEAD_AGENT_PORT']}": give a port number from 0 to 65535.`)
  }
  const kernelRoot = env['FAIRLEAD_KERNEL_ROOT'] ?? '/'
  if (!kernelRoot.startsWith('/')) problems.push(`FAIRLEAD_KERNEL_ROOT is "${kernelRoot}": give an absolute path.`)
  const mayProbe = readSwitch(env, 'FAIRLEAD_AGENT_PROBES', problems)
  const mayCapture = readSwitch(env, 'FAIRLEAD_AGENT_CAPTURES', problems)
  const token = readToken(env, problems)
  if (token === null && !isLoopback(host)) {
    problems.push(
      `FAIRLEAD_AGENT_HOST is ${host} and there is no token: set FAIRLEAD_AGENT_TOKEN or FAIRLEAD_AGENT_TOKEN_FILE, or bind to 127.0.0.1.`,
    )
  }
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    value: Object.freeze({
      nodeName: env['FAIRLEAD_NODE_NAME'] ?? hostname(),
      host,
      port,
      token,
      kernelRoot,
      mayProbe,
      mayCapture,
    }),
  }
}

function readSwitch(env: Readonly<Record<string, string | undefined>>, name: string, problems: string[]): boolean {
  const value = env[name] ?? 'on'
  if (value !== 'on' && value !== 'off') problems.push(`${name} is "${value}": give on or off.`)
  return value === 'on'
}

function readToken(env: Readonly<Record<string, string | undefined>>, problems: string[]): string | null {
  const file = env['FAIRLEAD_AGENT_TOKEN_FILE']
  if (file === undefined) return env['FAIRLEAD_AGENT_TOKEN'] || null
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (token !== '') return token
    problems.push(`FAIRLEAD_AGENT_TOKEN_FILE: ${file} is empty: put the token into it.`)
  } catch (error) {
    problems.push(`FAIRLEAD_AGENT_TOKEN_FILE: ${file} cannot be read (${(error as Error).message}).`)
  }
  return null
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')
