import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import type { Parsed } from '#model/parsed.ts'
import { openLine } from './ask.ts'
import { follow } from './follow.ts'

const running: Server[] = []
async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handler)
  running.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
afterEach(() => {
  for (const server of running.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

const parse = (value: unknown): Parsed<number> =>
  typeof value === 'number' ? { ok: true, value } : { ok: false, why: 'it is no number' }

function start(url: string, over: { readonly maxBytes?: number; readonly deadlineMs?: number } = {}) {
  const lines: number[] = []
  const question = { path: '/v1/captures', body: { a: 1 }, parse, onLine: (line: number) => lines.push(line) }
  const followed = follow(
    { line: openLine(), url, token: 't' },
    { ...question, maxBytes: 1_000, deadlineMs: 2_000, ...over },
  )
  return { ...followed, lines }
}

it('hands over each line as it comes, wherever the pieces are cut', async () => {
  let asked = ''
  let finish = () => {}
  const url = await serve((request, response) => {
    request.on('data', (chunk) => {
      asked += `${request.method} ${request.headers.authorization} ${chunk}`
    })
    response.write('1\n2\n3')
    finish = () => response.end('4\n\n5\n')
  })
  const { ended, lines } = start(url)
  await vi.waitFor(() => expect(lines).toEqual([1, 2]), { timeout: 60_000 })
  finish()
  expect(await ended).toEqual({ ok: true })
  expect(lines).toEqual([1, 2, 34, 5])
  expect(asked).toBe('POST Bearer t {"a":1}')
})

it('closes the connection when it is cancelled, and takes nothing any more', async () => {
  const closed = vi.fn()
  const url = await serve((request, response) => {
    request.socket.on('close', closed)
    response.write('1\n')
  })
  const { ended, lines, cancel } = start(url)
  await vi.waitFor(() => expect(lines).toEqual([1]), { timeout: 60_000 })
  cancel()
  expect(await ended).toEqual({ ok: true })
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), { timeout: 60_000 })
})

it.each<[string, (response: ServerResponse) => void, RegExp]>([
  ['a line that is no JSON', (response) => response.end('{\n'), /no JSON/],
  ['a line that is something else', (response) => response.end('"x"\n'), /cannot be used: it is no number/],
  ['too many bytes', (response) => response.end('1\n'.repeat(600)), /larger than 1000 bytes/],
  ['no end', (response) => response.write('1\n'), /did not answer to the end: it was not done within 200 ms/],
  ['half a line', (response) => response.end('1\n2'), /in the middle of its answer/],
  ['a break', (response) => response.write('1\n', () => response.destroy()), /closed the connection/],
  [
    'an encoding nobody asked for',
    (response) => response.setHeader('content-encoding', 'gzip').end('1\n'),
    /encoding “gzip”/,
  ],
  [
    'a refusal with a sentence',
    (response) => response.writeHead(409).end('{"error":"A capture runs here already."}'),
    /refused \(409\): A capture runs here already\.$/,
  ],
  ['a refusal without one', (response) => response.writeHead(500).end('oh'), /status 500; see its log/],
  ['another token', (response) => response.writeHead(401).end('{"error":"no"}'), /token \(401\)/],
])('ends with a sentence after %s', async (_name, answer, why) => {
  const url = await serve((_request, response) => answer(response))
  const told = await start(url, { deadlineMs: 200 }).ended
  expect(told).toEqual({ ok: false, why: expect.stringMatching(why) })
})

it('says that nothing listens', async () => {
  const told = await start('http://127.0.0.1:1').ended
  expect(told).toEqual({ ok: false, why: expect.stringContaining('did not answer: connection refused') })
})
