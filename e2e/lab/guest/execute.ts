/**
 * Runs a command for the host: its standard input is the request's body; the answer is a line of
 * JSON for each piece of output, in base64, and a last one with the exit code.
 *
 *     {"out":"SVAgVmlydHVhbA=="}
 *     {"err":"…"}
 *     {"code":0}
 */
import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'

export type ExecLine = { readonly out: string } | { readonly err: string } | { readonly code: number }

/** What a shell answers for a command it cannot start. */
const notFound = 127

export function execute(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
  const [command = '', ...rest] = query.getAll('command')
  const write = (line: ExecLine) => response.write(`${JSON.stringify(line)}\n`)
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  child.stdout.on('data', (chunk: Buffer) => write({ out: chunk.toString('base64') }))
  child.stderr.on('data', (chunk: Buffer) => write({ err: chunk.toString('base64') }))
  child.on('error', () => write({ err: Buffer.from(`'${command}' cannot be started here.\n`).toString('base64') }))
  child.on('close', (code, signal) => {
    write({ code: child.pid === undefined ? notFound : signal === null ? (code ?? 1) : 128 })
    response.end()
  })
  // Whoever asked is gone: so is the command.
  response.on('close', () => child.kill('SIGKILL'))
}
