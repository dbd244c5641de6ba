/** `npm run check`, `npm run e2e` and `npm test`: stages in order, the first failure ends it. */
import { lackingForBrowser, lackingForLab } from './debian.mjs'
import { run, say, tool } from './node.mjs'
import { buildPages } from './pages.mjs'

const vitest = tool('vitest', 'vitest.mjs')

/** Six kernels at once on a machine others share: what had no time is tried once more, and told as tried again. */
const onceMore = process.env.CI ? ['--retry=1'] : []

const stages = {
  check: [
    ['pages', buildOf],
    ['types', (node) => run(node, [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.'])],
    [
      'format and lint',
      (node) => run(node, [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.']),
    ],
    ['dead code', (node) => run(node, [tool('knip', 'bin', 'knip.js')])],
    ['unit tests and import walls', (node) => run(node, [vitest, 'run', '--exclude', '**/*.lab.test.ts'])],
  ],
  browser: [
    ['pages', buildOf],
    [
      'browser tests',
      unlessLacking('the browser tests', lackingForBrowser, (node) =>
        run(node, [tool('@playwright', 'test', 'cli.js'), 'test']),
      ),
    ],
  ],
  lab: [
    ['pages', buildOf],
    [
      'real-kernel lab tests',
      unlessLacking('the real-kernel lab tests', lackingForLab, (node) =>
        run(node, [vitest, 'run', '--no-file-parallelism', ...onceMore, 'lab.test'], { env: { FAIRLEAD_LAB: '1' } }),
      ),
    ],
  ],
}

export async function runTests(node, names) {
  for (const [title, stage] of names.flatMap((name) => stages[name])) {
    const started = Date.now()
    const code = await stage(node)
    if (code !== 0) {
      say(`failed: ${title}`)
      return code
    }
    const seconds = (Date.now() - started) / 1000
    if (seconds >= 0.5) say(`${title}: done in ${seconds.toFixed(1)} s`)
  }
  return 0
}

async function buildOf(node) {
  await buildPages(node)
  return 0
}

function unlessLacking(what, lacking, stage) {
  return async (node) => {
    const why = lacking()
    if (why === null) return stage(node)
    say(`not run: ${what}, since ${why}.`)
    return 0
  }
}
