/**
 * Files and programs too long to hold, piece by piece. Everything is asynchronous: other work of the
 * process runs between pieces.
 */
import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import type { Ran } from '#model/sources/source.ts'
import { programEnvironment } from './run.ts'

/** Takes one piece, which holds only until it returns. `enough`: the rest is not read. */
export type Take = (piece: Uint8Array) => 'more' | 'enough'

const pieceBytes = 64 * 1024
const mostProgramMs = 10_000
const mostProgramBytes = 64 * 1024 * 1024
const mostComplaint = 1_000

/** False when the file does not exist. Rejects with the system's error when it cannot be read. */
export async function streamFile(path: string, take: Take): Promise<boolean> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (file === null) return false
  try {
    const buffer = new Uint8Array(pieceBytes)
    for (;;) {
      // Without a position: files of /proc are read in order, whatever their size says.
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0 || take(buffer.subarray(0, bytesRead)) === 'enough') return true
    }
  } finally {
    await file.close()
  }
}

/**
 * A program without a shell, for at most ten seconds and 64 MiB of output; ended when either is
 * passed, which is a failure. `Ran.text` is empty: the text went to `take`.
 */
export function streamProgram(argv: readonly string[], take: Take): Promise<Ran> {
  const [program = '', ...rest] = argv
  const named = argv.join(' ')
  return new Promise((resolve, reject) => {
    const env = programEnvironment as unknown as NodeJS.ProcessEnv
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], shell: false, env })
    let complaint = ''
    let bytes = 0
    let outcome: Ran | null = null
    const end = (ran: Ran) => {
      outcome ??= ran
      child.kill('SIGKILL')
    }
    const timer = setTimeout(
      () => end({ is: 'failed', why: `“${named}” ran longer than ${mostProgramMs / 1000} s and was ended.` }),
      mostProgramMs,
    )
    child.stderr.on('data', (piece: Buffer) => {
      complaint = `${complaint}${piece.toString('utf8')}`.slice(0, mostComplaint)
    })
    child.stdout.on('data', (piece: Buffer) => {
      if (outcome !== null) return
      bytes += piece.length
      if (bytes > mostProgramBytes) {
        end({ is: 'failed', why: `“${named}” wrote more than ${mostProgramBytes / 1024 / 1024} MiB and was ended.` })
        return
      }
      try {
        if (take(piece) === 'enough') end({ is: 'ran', text: '' })
      } catch (error) {
        end({ is: 'failed', why: `The output of “${named}” could not be taken.` })
        clearTimeout(timer)
        reject(error)
      }
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve(
        error.code === 'ENOENT'
          ? { is: 'missing', why: `There is no program “${program}” here.` }
          : { is: 'failed', why: `“${named}” could not be started: ${error.message}.` },
      )
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve(outcome ?? (code === 0 ? { is: 'ran', text: '' } : failed(named, code, signal, complaint)))
    })
  })
}

function failed(named: string, code: number | null, signal: string | null, complaint: string): Ran {
  const [said = ''] = complaint.trim().split('\n').slice(-1)
  const end = code === null ? `was ended by ${signal}` : `failed with code ${code}`
  return { is: 'failed', why: `“${named}” ${end}${said === '' ? '' : `: ${said}`}.` }
}
