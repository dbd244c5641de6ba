import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { parseProbeAnswer } from '#model/probe/question.ts'
import {
  agentPaths,
  parseFacts,
  parseReport,
  parseVirtualServers,
  type Report,
  splitHashes,
  type TableReport,
} from '#model/report.ts'
import { hashFact } from '#model/sources/hash.ts'
import { hashVirtualServer } from '#model/topology.ts'
import { readAgentConfig } from './config.ts'
import type { Kernel, Tried } from './kernel.ts'
import { bareKernel } from './testing.ts'
import { type AgentParts, type RunningAgent, startAgent } from './web.ts'

const fixtures = new URL('../../model/fixtures/ipvs/', import.meta.url)
const sample = (name: string) => readFileSync(new URL(`${name}.proc.txt`, fixtures), 'utf8')
const table = (rows: string) =>
  `IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n${rows}`

/** A kernel of files that a test may change between two polls. */
function makeFileKernel(files: Record<string, string>): Kernel {
  let ns = 0n
  return {
    ...bareKernel,
    read: (path) => (files[path] === undefined ? null : new TextEncoder().encode(files[path])),
    addresses: () => [{ device: 'tunl0', address: '100.117.189.64', prefix: 32 }],
    monotonicNs: () => (ns += 1_000_000_000n),
  }
}

let agent: RunningAgent | null = null
afterEach(() => agent?.close())

async function start(files: Record<string, string>, token: string | null = null, over: Partial<AgentParts> = {}) {
  const config = {
    nodeName: 'zmaster0',
    host: '127.0.0.1',
    port: 0,
    token,
    kernelRoot: '/',
    mayProbe: true,
    mayCapture: true,
  }
  agent = await startAgent({ config, kernel: makeFileKernel(files), version: 'test', log: () => {}, ...over })
  const { url } = agent
  const report = async (asked: Record<string, string> = {}): Promise<Report> => {
    const response = await fetch(`${url}${agentPaths.report}?${new URLSearchParams(asked)}`)
    const parsed = parseReport(await response.json())
    if (!parsed.ok) throw new Error(parsed.why)
    return parsed.value
  }
  const read = async (asked: Record<string, string> = {}) => {
    const { table: seen, reading } = await report(asked)
    if (seen.is !== 'read') throw new Error(seen.is)
    return { ...seen, reading }
  }
  return { url, report, read }
}

describe('report', () => {
  it('gives the whole table first, then unchanged with only the rows that moved', async () => {
    const files = { '/proc/net/ip_vs': sample('two-hundred-services') }
    const { read } = await start(files)
    const first = await read()
    expect(first.change.is).toBe('whole')
    expect(first.rows).toBe(604)
    files['/proc/net/ip_vs'] = files['/proc/net/ip_vs'].replace(/Masq( +)1( +)0( +)0 /, 'Masq$11$27$35 ')
    const second = await read({ table: first.hash, since: first.reading })
    expect(second.change).toEqual({ is: 'unchanged' })
    expect(second.load.since).toBe(first.reading)
    expect(second.load.counts).toEqual([expect.any(Number), 7, 5])
    expect(JSON.stringify(second).length).toBeLessThan(600)
  })

  it('gives what changed, and bodies by hash', async () => {
    const files = { '/proc/net/ip_vs': table('TCP  0A600014:0050 rr  \n') }
    const { read, url } = await start(files)
    const first = await read()
    files['/proc/net/ip_vs'] = table(
      'TCP  0A600014:0050 rr  \n  -> C0A8320B:0050      Masq    1      0          0         \n',
    )
    const second = await read({ table: first.hash })
    if (second.change.is !== 'changed') throw new Error(second.change.is)
    expect(second.change.removed).toEqual([0])
    const response = await fetch(url + agentPaths.virtualServers, {
      method: 'POST',
      body: JSON.stringify({ hashes: second.change.added }),
    })
    const bodies = parseVirtualServers(await response.json())
    if (!bodies.ok) throw new Error(bodies.why)
    expect(bodies.value.virtualServers.map(hashVirtualServer)).toEqual(splitHashes(second.change.added))
  })

  it('says that there is no IPVS instead of an empty table', async () => {
    const { report } = await start({})
    const { table: seen } = await report()
    expect(seen.is === 'absent' && seen.why).toMatch(/ip_vs module is not loaded/)
  })

  it.each([
    ['not a table', 'unreadable'],
    ['', 'unreadable'],
    [table('\u0000\uffff garbage\n  -> x 1 2\n'), 'read'],
  ])('lives through %j', async (text, is) => {
    const { report } = await start({ '/proc/net/ip_vs': text })
    const { table: seen } = await report()
    expect(seen.is).toBe(is)
    if (seen.is === 'read') expect((seen as TableReport).rejected.rows).toBe(2)
  })

  it('reads 64-bit node totals, addresses, and how full conntrack is', async () => {
    const { report, read } = await start({
      '/proc/net/ip_vs': table(''),
      '/proc/net/ip_vs_stats':
        '   Total Incoming Outgoing         Incoming         Outgoing\n   Conns  Packets  Packets            Bytes            Bytes\n       F       52       38  FFFFFFFFFFFFFFFF              C8D\n',
      '/proc/sys/net/netfilter/nf_conntrack_count': '1234\n',
      '/proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
    })
    expect((await read()).totals).toMatchObject({ connections: '15', inBytes: '18446744073709551615' })
    const { conntrack, facts, node } = await report()
    expect(conntrack).toEqual({ count: 1_234, limit: 262_144 })
    expect(facts.now?.addresses).toEqual([{ device: 'tunl0', address: '100.117.189.64', prefix: 32 }])
    expect(node.hz).toBeNull()
  })

  it('says that conntrack is not there instead of an empty one', async () => {
    const { report } = await start({ '/proc/net/ip_vs': table('') })
    expect((await report()).conntrack).toBeNull()
  })

  it('tells facts by digest, and their bodies by hash', async () => {
    const { report, url } = await start({ '/proc/sys/net/ipv4/vs/conntrack': '1\n', '/proc/net/ip_vs': table('') })
    const { facts } = await report()
    expect((await report({ facts: facts.digest })).facts).toEqual({ digest: facts.digest })
    const hashes = Object.values(facts.now!.sources).flatMap((source) => (source?.is === 'read' ? [source.hash] : []))
    const response = await fetch(url + agentPaths.facts, {
      method: 'POST',
      body: JSON.stringify({ hashes: hashes.join('') }),
    })
    const bodies = parseFacts(await response.json())
    if (!bodies.ok) throw new Error(bodies.why)
    expect(bodies.value.facts.map(({ hash: _claimed, ...fact }) => hashFact(fact))).toEqual(hashes)
  })
})

describe('the door', () => {
  it.each([
    ['no token', {}, 401],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['the token', { authorization: 'Bearer right' }, 200],
  ])('with %s', async (_name, headers, status) => {
    const { url } = await start({ '/proc/net/ip_vs': table('') }, 'right')
    expect((await fetch(url + agentPaths.report, { headers: headers as Record<string, string> })).status).toBe(status)
  })

  it('answers odd requests with a sentence', async () => {
    const { url } = await start({})
    expect((await fetch(`${url}/etc/passwd`)).status).toBe(404)
    expect((await fetch(url + agentPaths.virtualServers, { method: 'POST', body: '{"hashes":"x"}' })).status).toBe(400)
    expect((await fetch(url + agentPaths.virtualServers, { method: 'POST', body: 'no json' })).status).toBe(400)
  })
})

describe('probes and captures', () => {
  const web = { address: '10.104.197.218', port: 80, method: { is: 'http' } }
  const packets = { filter: { ends: [{ protocol: 'TCP', address: '10.104.197.218', port: 80 }] } }
  const post = (url: string, body: object, signal?: AbortSignal) =>
    fetch(url, { method: 'POST', body: JSON.stringify(body), ...(signal ? { signal } : {}) })

  it('probes are answered, and the node keeps its own ports and addresses to itself', async () => {
    const lines: string[] = []
    const tried: Tried = {
      outcome: 'timeout',
      error: null,
      status: null,
      connectMs: null,
      firstByteMs: null,
      local: { address: '10.104.197.218', port: 40_000 },
      startedAtMs: 0,
    }
    const kernel = { ...makeFileKernel({}), probe: async () => tried }
    const { url } = await start({}, null, { kernel, log: (line) => lines.push(line) })
    const ask = async (question: object) => {
      const response = await post(url + agentPaths.probes, question)
      return { status: response.status, body: (await response.json()) as unknown }
    }
    const answered = await ask({ ...web, tries: 2 })
    expect(parseProbeAnswer(answered.body).ok && answered.status).toBe(200)
    const own = { ...web, address: '100.117.189.64' }
    expect((await ask({ ...own, port: agent!.port })).body).toEqual({
      error: `Port ${agent!.port} of this node is the agent's own: this agent never asks that.`,
    })
    expect((await ask({ ...own, port: 22 })).status).toBe(403)
    expect((await ask({ ...web, address: '169.254.169.254' })).status).toBe(403)
    expect(lines).toHaveLength(4)
    expect(lines[0]).toBe('probe http 10.104.197.218:80 x2 from 127.0.0.1')
  })

  it('a capture is told as it runs, and ends with the connection', async () => {
    const stopped = Promise.withResolvers<void>()
    const kernel: Kernel = {
      ...bareKernel,
      capture(_question, to) {
        setImmediate(() => to.started(276, [[1, 'lo']]))
        return {
          stop() {
            to.ended({ why: 'asked', sentence: null, dropped: null })
            stopped.resolve()
          },
        }
      },
    }
    const { url } = await start({}, null, { kernel })
    const gone = new AbortController()
    const response = await post(url + agentPaths.captures, packets, gone.signal)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const { value } = await response.body!.getReader().read()
    expect(JSON.parse(new TextDecoder().decode(value))).toEqual({
      is: 'started',
      name: expect.stringMatching(/./),
      linkType: 276,
      devices: [[1, 'lo']],
    })
    expect((await post(url + agentPaths.captures, packets)).status).toBe(409)
    gone.abort()
    await stopped.promise
    const again = new AbortController()
    const second = await post(url + agentPaths.captures, packets, again.signal)
    const reader = second.body!.getReader()
    const { name } = JSON.parse(new TextDecoder().decode((await reader.read()).value))
    expect((await post(url + agentPaths.endCapture, { name })).status).toBe(200)
    expect(JSON.parse(new TextDecoder().decode((await reader.read()).value))).toMatchObject({
      is: 'ended',
      dropped: null,
    })
    expect((await reader.read()).done).toBe(true)
  })

  it('are for whoever has the token, and where they are on', async () => {
    const { url } = await start({}, 'right')
    for (const path of [agentPaths.probes, agentPaths.captures]) expect((await post(url + path, web)).status).toBe(401)
    await agent!.close()
    const off = {
      nodeName: 'n',
      host: '127.0.0.1',
      port: 0,
      token: null,
      kernelRoot: '/',
      mayProbe: false,
      mayCapture: false,
    }
    const quiet = await start({}, null, { config: off })
    for (const [path, setting] of [
      [agentPaths.probes, 'FAIRLEAD_AGENT_PROBES'],
      [agentPaths.captures, 'FAIRLEAD_AGENT_CAPTURES'],
    ] as const) {
      const response = await post(quiet.url + path, web)
      expect([response.status, await response.json()]).toEqual([403, { error: `${setting} is off on this node.` }])
    }
  })
})

describe('settings', () => {
  it('names every problem', () => {
    const config = readAgentConfig({
      FAIRLEAD_AGENT_PORT: '99999',
      FAIRLEAD_KERNEL_ROOT: 'x',
      FAIRLEAD_AGENT_HOST: '0.0.0.0',
      FAIRLEAD_AGENT_PROBES: 'no',
      FAIRLEAD_AGENT_CAPTURES: 'false',
    })
    expect(config.ok ? [] : config.problems.map((problem) => problem.split(' ')[0])).toEqual([
      'FAIRLEAD_AGENT_PORT',
      'FAIRLEAD_KERNEL_ROOT',
      'FAIRLEAD_AGENT_PROBES',
      'FAIRLEAD_AGENT_CAPTURES',
      'FAIRLEAD_AGENT_HOST',
    ])
  })
  it('lets it probe and capture unless that is off', () => {
    const read = (env: Record<string, string>) => {
      const config = readAgentConfig(env)
      return config.ok && [config.value.mayProbe, config.value.mayCapture]
    }
    expect(read({})).toEqual([true, true])
    expect(read({ FAIRLEAD_AGENT_PROBES: 'off', FAIRLEAD_AGENT_CAPTURES: 'on' })).toEqual([false, true])
    expect(read({ FAIRLEAD_AGENT_CAPTURES: 'off' })).toEqual([true, false])
  })
  it('a token file that is not there is a problem, not an open door', () => {
    const config = readAgentConfig({ FAIRLEAD_AGENT_TOKEN_FILE: '/nonexistent/token' })
    expect(config.ok).toBe(false)
  })
})
