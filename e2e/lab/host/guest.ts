/** Talks to the lab's program inside one kernel, by its socket in the lab's folder. */
import { type IncomingMessage, request } from 'node:http'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ExecLine } from '../guest/execute.ts'
import type { Answer, TrafficCounts } from '../guest/traffic.ts'
import type { LabPod } from '../reference-case.ts'

export interface Executed {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface ExecOptions {
  readonly input?: string | Readable
  readonly onOut?: (chunk: Buffer) => void
  readonly onErr?: (chunk: Buffer) => void
  readonly signal?: AbortSignal
}

export interface Guest {
  exec(command: readonly string[], options?: ExecOptions): Promise<Executed>
  ask(url: string, deadlineMs: number): Promise<Answer>
  startPod(pod: LabPod): Promise<void>
  stopPod(name: string, patienceMs: number): Promise<void>
  /** Ends what runs in a Pod, or starts it again; its network stays. */
  setProgram(name: string, shallRun: boolean): Promise<void>
  /** From inside a Pod of this node. */
  podAsk(name: string, url: string, deadlineMs: number): Promise<Answer>
  /** Adds IPv6 to the node. */
  network6(): Promise<void>
  setTraffic(url: string, perSecond: number): Promise<TrafficCounts>
  traffic(): Promise<TrafficCounts>
}

export function makeGuest(folder: string, node: string): Guest {
  const socketPath = `${folder}/${node}.guest`
  const call = (method: string, path: string, body: string | Readable, signal?: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const options = { socketPath, method, path, agent: false, ...(signal ? { signal } : {}) }
    const outgoing = request(options, resolve)
    outgoing.on('error', (cause) => reject(new Error(`The lab's node ${node} does not answer: ${cause.message}`)))
    if (typeof body === 'string') outgoing.end(body)
    else body.pipe(outgoing)
    return promise
  }
  const askJson = async (method: string, path: string, body = ''): Promise<unknown> => {
    const response = await call(method, path, body)
    const answer = JSON.parse(await text(response)) as { problem?: string }
    if (response.statusCode === 200) return answer
    throw new Error(`${node}: ${answer.problem ?? `answered ${response.statusCode}`}`)
  }
  return {
    async exec(command, { input = '', onOut, onErr, signal } = {}) {
      const query = new URLSearchParams(command.map((word) => ['command', word]))
      const response = await call('POST', `/exec?${query}`, input, signal)
      const out: Buffer[] = []
      const err: Buffer[] = []
      for await (const line of createInterface({ input: response })) {
        const piece = JSON.parse(line) as ExecLine
        if ('code' in piece) return { code: piece.code, out: join(out), err: join(err) }
        const chunk = Buffer.from('out' in piece ? piece.out : piece.err, 'base64')
        const [kept, pass] = 'out' in piece ? [out, onOut] : [err, onErr]
        if (pass) pass(chunk)
        else kept.push(chunk)
      }
      throw new Error(`The lab's node ${node} ended while it ran '${command.join(' ')}'.`)
    },
    ask: async (url, deadlineMs) =>
      (await askJson('GET', `/ask?${new URLSearchParams({ url, 'deadline-ms': String(deadlineMs) })}`)) as Answer,
    async startPod(pod) {
      await askJson('POST', '/pods', JSON.stringify(pod))
    },
    async stopPod(name, patienceMs) {
      await askJson('DELETE', `/pods?${new URLSearchParams({ name, 'patience-ms': String(patienceMs) })}`)
    },
    async setProgram(name, shallRun) {
      await askJson(shallRun ? 'PUT' : 'DELETE', `/pods/program?${new URLSearchParams({ name })}`)
    },
    podAsk: async (name, url, deadlineMs) =>
      (await askJson(
        'GET',
        `/pods/ask?${new URLSearchParams({ name, url, 'deadline-ms': String(deadlineMs) })}`,
      )) as Answer,
    async network6() {
      await askJson('POST', '/network6')
    },
    setTraffic: async (url, perSecond) =>
      (await askJson(
        'PUT',
        `/traffic?${new URLSearchParams({ url, 'per-second': String(perSecond) })}`,
      )) as TrafficCounts,
    traffic: async () => (await askJson('GET', '/traffic')) as TrafficCounts,
  }
}

const join = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString()
