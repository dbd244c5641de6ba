/** One user-mode-linux kernel: an ordinary process whose root is the host's own, read-only. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { readyLine } from '../ready-line.ts'
import { type LabNode, nodes } from '../reference-case.ts'
import { tapOf } from './lan.ts'
import type { GateSettings } from './messages.ts'

export const kernelArguments = (node: LabNode, settings: GateSettings): string[] => [
  `mem=${settings.memoryMb}M`,
  ...['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet'],
  ...['con=null', 'con0=null,fd:1'],
  ...[`uml_dir=${settings.folder}/uml`, `umid=${node.name}`],
  `vec0:transport=tap,ifname=${tapOf(node)},depth=128,gro=1`,
  ...['init=/bin/sh', '--', `${settings.folder}/project/e2e/lab/shell/init`, settings.folder, node.name],
]

export interface KernelEvents {
  ready(): void
  ended(how: string): void
}

/** Starts it; its console goes to `NODE.log` in the lab's folder. */
export function startKernel(node: LabNode, settings: GateSettings, events: KernelEvents): ChildProcess {
  // Switching between processors costs a kernel of this kind several times what its work does.
  const processor = String(nodes.indexOf(node) % availableParallelism())
  const child = spawn('taskset', ['--cpu-list', processor, 'linux.uml', ...kernelArguments(node, settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...memoryFolder(settings.folder) },
  })
  const log = createWriteStream(`${settings.folder}/${node.name}.log`)
  createInterface({ input: child.stdout! }).on('line', (line) => {
    log.write(`${line}\n`)
    if (line === readyLine) events.ready()
  })
  child.once('error', (error) => events.ended(error.message))
  child.once('exit', (code, signal) => events.ended(`it ended with ${signal ?? code}`))
  return child
}

/** A kernel's memory is a file it maps executable. Where /dev/shm forbids that, the lab's folder has to do. */
function memoryFolder(folder: string): { TMPDIR?: string } {
  const shm = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .findLast((line) => line.split(' ')[1] === '/dev/shm')
  const allows = shm !== undefined && !(shm.split(' ')[3] ?? '').split(',').includes('noexec')
  return allows ? { TMPDIR: '/dev/shm' } : { TMPDIR: folder }
}
