/**
 * Every `npm run` begins here, on whatever Node the machine has: it installs what is missing, picks
 * the Node the project pins, builds the pages where they are needed, and starts the command.
 */

import { runAgent } from './server/launch/agent.mjs'
import { hubFlags, hubMain } from './server/launch/hub.mjs'
import { pinnedNode, run } from './server/launch/node.mjs'
import { installPackages } from './server/launch/packages.mjs'
import { buildPages } from './server/launch/pages.mjs'
import { runTests } from './server/launch/tests.mjs'

const [name = '', ...rest] = process.argv.slice(2)
const benches = ['agent', 'hub', 'stream', 'page', 'latency', 'packets', 'compare', 'store', 'history']

const commands = {
  demo: async (node) => {
    await buildPages(node)
    return run(node, ['server/demo/main.ts', ...rest])
  },
  start: async (node) => {
    await buildPages(node)
    return run(node, [...hubFlags, hubMain, ...rest])
  },
  agent: (node) => runAgent(node, rest),
  lab: async (node) => {
    if (rest.length === 0 || rest[0] === 'up') await buildPages(node)
    return run(node, ['e2e/lab/main.ts', ...rest])
  },
  bench: async (node) => {
    const [what = '', ...options] = rest
    if (!benches.includes(what)) throw new Error(`There is no bench "${what}": give one of ${benches.join(', ')}.`)
    if (what === 'page') await buildPages(node)
    return run(node, [`bench/${what}/main.ts`, ...options])
  },
  build: async (node) => {
    await buildPages(node)
    return 0
  },
  check: (node) => runTests(node, ['check']),
  e2e: (node) => runTests(node, ['browser']),
  test: (node) => runTests(node, ['check', 'browser', 'lab']),
}

const command = commands[name]
if (command === undefined) {
  process.stderr.write(`fairlead: there is no command "${name}": give one of ${Object.keys(commands).join(', ')}.\n`)
  process.exit(2)
}
try {
  await installPackages()
  process.exit(await command(pinnedNode()))
} catch (error) {
  process.stderr.write(`fairlead: ${error.message}\n`)
  process.exit(1)
}
