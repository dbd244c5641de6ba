/** Where a running lab is found by the commands that steer it: a file in its private folder. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface LabState {
  readonly pid: number
  readonly folder: string
  /** URL of each node's agent, by node. */
  readonly agents: Readonly<Record<string, string>>
  /** What the agents ask for. */
  readonly token: string
  readonly kubeUrl: string
  /** Null when it runs without a hub. */
  readonly hubUrl: string | null
}

const prefix = 'fairlead-lab-'
/** A socket's path may have 108 bytes, and the kernels put theirs two folders below. */
const longestFolder = 70

/** A new folder only we can enter, with what kernels need to find: our Node, our source, the agents' token. */
export function makeLabFolder(token: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  if (folder.length > longestFolder) {
    throw new Error(
      `The folder for temporary files, ${tmpdir()}, has too long a name for sockets; set TMPDIR to a shorter one.`,
    )
  }
  symlinkSync(process.execPath, `${folder}/node`)
  symlinkSync(new URL('../../..', import.meta.url).pathname, `${folder}/project`)
  writeFileSync(`${folder}/token`, token, { mode: 0o600 })
  mkdirSync(`${folder}/uml`)
  return folder
}

export function publishState(state: LabState): void {
  const path = `${state.folder}/state.json`
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** The lab that runs now, of this user, or null. */
export function findLab(): LabState | null {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const state = readState(join(tmpdir(), name))
    if (state !== null && isAlive(state.pid)) return state
  }
  return null
}

function readState(folder: string): LabState | null {
  try {
    if (statSync(folder).uid !== process.getuid?.()) return null
    return JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as LabState
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
