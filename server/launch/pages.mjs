/** Builds the pages when what they are made of changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, say, tool } from './node.mjs'

const sources = [
  'app',
  'components',
  'model',
  'public',
  join('server', 'launch', 'one-file.mjs'),
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]
const stamp = join(root, '.cache', 'pages')

export async function buildPages(node) {
  const wanted = fingerprint()
  if (existsSync(join(root, 'out', 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('building pages')
  const code = await run(node, [tool('next', 'dist', 'bin', 'next'), 'build'], { quiet: true })
  if (code !== 0) throw new Error('building the pages failed: see the words above.')
  const { buildOneFile } = await import('./one-file.mjs')
  await buildOneFile(join(root, 'out'))
  mkdirSync(join(root, '.cache'), { recursive: true })
  writeFileSync(stamp, wanted)
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesOf(join(root, source))))
    hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

/** Tests and fixtures are no part of a page. */
function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .filter((name) => name !== 'fixtures' && !/\.test\.tsx?$/.test(name))
    .flatMap((name) => filesOf(join(path, name)))
}
