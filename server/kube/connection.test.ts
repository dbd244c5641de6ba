import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ApiFeed } from '#model/cluster.ts'
import { connect } from './connection.ts'
import { startKube } from './kube.ts'

let dir: string
let server: Server
let url: string
let seen: { url: string | undefined; headers: IncomingHttpHeaders } | null = null

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kube-'))
  server = createServer((request, response) => {
    seen = { url: request.url, headers: request.headers }
    if (request.url !== '/silent') response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await rm(dir, { recursive: true })
})

const kubeconfig = (name: string, context: string | null) => `apiVersion: v1
kind: Config
${context === null ? '' : `current-context: ${context}`}
clusters: [{ name: ${name}, cluster: { server: '${url}/prefix/', insecure-skip-tls-verify: true } }]
users: [{ name: ${name}, user: { token: secret-${name} } }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name} } }]
`

async function write(name: string, text: string): Promise<string> {
  const path = join(dir, name)
  await writeFile(path, text)
  return path
}

it('is known to the server by the token of the kubeconfig', async () => {
  const connection = await connect({ is: 'kubeconfig', path: await write('one', kubeconfig('a', 'a')) })
  const opened = await connection.open('/api/v1/services', { limit: '5' }, 1_000)
  expect(opened).toMatchObject({ is: 'open', status: 200 })
  expect(seen).toMatchObject({ url: '/prefix/api/v1/services?limit=5', headers: { authorization: 'Bearer secret-a' } })
})

it('reads several kubeconfigs, as KUBECONFIG may name them', async () => {
  const paths = [await write('first', kubeconfig('a', 'b')), await write('second', kubeconfig('b', null))]
  const connection = await connect({ is: 'kubeconfig', path: paths.join(delimiter) })
  await connection.open('/x', {}, 1_000)
  expect(seen?.headers.authorization).toBe('Bearer secret-b')
})

it('does not wait for headers for ever', async () => {
  const connection = await connect({ is: 'server', url })
  expect(await connection.open('/silent', {}, 50)).toMatchObject({
    is: 'failed',
    why: expect.stringContaining('does not answer'),
  })
})

it.each([
  ['a missing file', () => Promise.resolve(join(dir, 'none')), 'no such file'],
  ['no context', () => write('bare', 'apiVersion: v1\nkind: Config\n'), 'kubectl config use-context'],
  ['no YAML', () => write('garbage', ':\n  - ]['), 'The Kubernetes API cannot be asked'],
])('%s is said on every kind', async (_name, path, sentence) => {
  const timing = { now: Date.now, random: Math.random, after: () => () => {} }
  const feeds = await new Promise<ReadonlyMap<string, ApiFeed>>((resolve, reject) => {
    path().then((file) => {
      const kube = startKube({
        access: { is: 'kubeconfig', path: file },
        agentService: null,
        timing,
        onChange: () => kube.wasAsked() && resolve(kube.feeds()),
        log: () => {},
      })
    }, reject)
  })
  expect([...feeds.values()]).toHaveLength(4)
  for (const feed of feeds.values())
    expect(feed).toMatchObject({ is: 'absent', why: expect.stringContaining(sentence) })
})
