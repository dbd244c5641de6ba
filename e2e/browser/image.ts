/** What an image of `deploy/images` holds and starts, without building it: the copies its last stage asks for. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = new URL('../..', import.meta.url).pathname

export interface Image {
  readonly folder: string
  /** What the container runs, without `node` itself. */
  readonly command: readonly string[]
}

/** Lays the image's files out below `folder`. What is not copied is not found there. */
export function layOut(name: 'agent' | 'hub', folder: string): Image {
  const stages = readFileSync(join(root, `deploy/images/${name}.Containerfile`), 'utf8').split(/^FROM /m)
  const last = stages.at(-1)!
  const at = (path: string) => path.replace(/^\/opt\/fairlead\//, './')
  for (const [, from, to] of last.matchAll(/^COPY (?:--from=\S+ )?(\S+) (\S+)$/gm)) {
    if (at(from!) === './node_modules')
      for (const path of productionPackages()) copy(join(root, path), join(folder, path))
    else copy(resolve(root, at(from!)), resolve(folder, at(to!), to === './' ? at(from!) : ''))
  }
  const listOf = (word: string): string[] => JSON.parse(new RegExp(`^${word} (\\[.+\\])$`, 'm').exec(last)?.[1] ?? '[]')
  return { folder, command: [...listOf('ENTRYPOINT'), ...listOf('CMD')].slice(1) }
}

export function start({ folder, command }: Image, env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, command, {
    cwd: folder,
    env: { NODE_ENV: 'production', PATH: process.env['PATH'], ...env },
  })
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  const { status, stderr } = spawnSync('cp', ['-a', '--reflink=auto', from, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${from} cannot be copied to ${to}: ${stderr}`)
}

/** What `npm prune --omit=dev` leaves, of what is installed here. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true; devOptional?: true }>
  }
  return Object.entries(packages).flatMap(([path, { dev, devOptional }]) =>
    /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && !devOptional && existsSync(join(root, path)) ? path : [],
  )
}
