/**
 * How Node runs an agent: it shares its node with everybody's work, so memory counts before speed.
 * Measured with `npm run bench -- agent`.
 */
import { join } from 'node:path'
import { root, run } from './node.mjs'

/** A small young generation, little code kept, and no compiler that alone takes nine megabytes. */
export const agentFlags = ['--max-semi-space-size=1', '--optimize-for-size', '--no-opt']

/**
 * Node strips types with a compiler of thirty megabytes, but not from files it finds in this cache:
 * `--version` with the same flags fills it. One arena: what its threads set free is used again.
 */
export const agentEnvironment = (cacheFolder) => ({ NODE_COMPILE_CACHE: cacheFolder, MALLOC_ARENA_MAX: '1' })

export const agentMain = 'server/agent/main.ts'

/** Answers its exit code. */
export async function runAgent(node, options) {
  const env = agentEnvironment(join(root, '.cache', 'node'))
  await run(node, [...agentFlags, agentMain, '--version'], { env, quiet: true })
  return run(node, [...agentFlags, agentMain, ...options], { env })
}
