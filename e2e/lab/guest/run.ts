/** Commands inside a lab kernel. A fork and exec costs about 50 ms there: give a tool its whole work at once, on standard input. */
import { spawn } from 'node:child_process'

/** Runs a command and returns what it wrote. Throws with its standard error when it ends with anything but 0. */
export function run(command: readonly string[], input = ''): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.on('error', (cause) => reject(new Error(`'${command[0]}' cannot be started in the lab kernel`, { cause })))
  child.on('close', (code) => {
    if (code === 0) resolve(Buffer.concat(out).toString())
    else reject(new Error(`'${command.join(' ')}' ended with ${code}: ${Buffer.concat(err).toString().trim()}`))
  })
  // A command that ends before it has read everything says why by its own exit code.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return promise
}
