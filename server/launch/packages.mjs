/**
 * Installs the npm packages when they are missing or others than the lock file names. `npm ci` would
 * refuse: the lock file holds what could be resolved when it was written, which need not be the
 * binaries of every platform. `npm install --no-save` takes the locked versions and leaves the file.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, say } from './node.mjs'

const stamp = join(root, 'node_modules', '.fairlead-installed')

export async function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
  if (read(stamp) === wanted) return
  say('installing packages (once)')
  const code = await new Promise((resolve, reject) => {
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const npm = spawn('npm', ['install', ...options], { cwd: root, stdio: ['ignore', 2, 2] })
    npm.once('error', reject)
    npm.once('exit', resolve)
  })
  if (code !== 0) throw new Error('npm install failed: see its words above.')
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stamp, wanted)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
