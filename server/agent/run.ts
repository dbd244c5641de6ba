/** Programs and loopback questions, bounded: fixed arguments, no shell, a short time, a known size. */
import { type ExecFileException, execFile } from 'node:child_process'
import type { Ran } from '#model/sources/source.ts'
import { http } from './http.ts'

const programMs = 5_000
const programBytes = 16 * 1024 * 1024
const askMs = 2_000
const askBytes = 1024 * 1024

/** Nothing of this process's own environment: tokens are in it. */
export const programEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/** Its whole output as text. `missing`: there is no such program in the system's own folders. */
export function runProgram([program, ...rest]: readonly string[]): Promise<Ran> {
  const name = program ?? ''
  return new Promise((resolve) => {
    const env = programEnvironment as unknown as NodeJS.ProcessEnv
    const options = { env, timeout: programMs, maxBuffer: programBytes, killSignal: 'SIGKILL' } as const
    execFile(name, [...rest], { ...options, encoding: 'utf8' }, (error, text, complaint) => {
      if (error === null) return resolve({ is: 'ran', text })
      if (error.code === 'ENOENT') return resolve({ is: 'missing', why: `${name} is not installed here.` })
      const why = whyFailed(error, complaint)
      resolve({ is: 'failed', why: `“${[name, ...rest].join(' ')}” failed: ${why}.` })
    })
  })
}

function whyFailed(error: ExecFileException, complaint: string): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it said more than ${programBytes / 1024 / 1024} MiB`
  if (error.killed) return `it took longer than ${programMs / 1000} s`
  const [said = ''] = complaint.trim().replace(/\.$/, '').split('\n')
  return said || `it ended with ${error.signal ?? error.code}`
}

/** GET, without following redirects. `missing`: nobody listens. */
export function askLoopback(port: number, path: string): Promise<Ran> {
  const place = `127.0.0.1:${port}`
  return new Promise((resolve) => {
    const failed = (why: string) => resolve({ is: 'failed', why: `http://${place}${path} ${why}.` })
    const request = http.get({ host: '127.0.0.1', port, path, timeout: askMs, agent: false }, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > askBytes) request.destroy(new Error(`answered with more than ${askBytes} bytes`))
        else chunks.push(chunk)
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ is: 'ran', text: Buffer.concat(chunks).toString('utf8') })
        else failed(`answered with status ${response.statusCode}`)
      })
      response.on('error', (error) => failed(error.message))
    })
    const deadline = setTimeout(() => request.destroy(new Error(`did not answer within ${askMs} ms`)), askMs)
    request.on('close', () => clearTimeout(deadline))
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve({ is: 'missing', why: `Nobody listens on ${place}.` })
      else failed(error.message)
    })
  })
}
