import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '#server/config.ts'
import { type Demo, startDemo } from './demo.ts'
import { readOptions } from './options.ts'

let pagesDir: string
let demo: Demo | null
beforeEach(async () => {
  pagesDir = await mkdtemp(join(tmpdir(), 'fairlead-demo-'))
  demo = null
})
afterEach(async () => {
  await demo?.close()
  await rm(pagesDir, { recursive: true })
})

function configOf(port: number) {
  const config = readConfig(
    {
      FAIRLEAD_PORT: String(port),
      FAIRLEAD_KUBE_SERVER: 'http://127.0.0.1',
      FAIRLEAD_POLL_MS: '200',
      FAIRLEAD_POLL_DEADLINE_MS: '300',
      FAIRLEAD_TICK_MS: '20',
    },
    { readFile: () => '', exists: () => false, home: '/nowhere', pagesDir },
  )
  if (!config.ok) throw new Error(config.problems.join())
  return { ...config.value, auth: { is: 'demo' } } as const
}

const start = async (scenario: string, port = 0) => {
  demo = await startDemo(
    { scenario, seed: '1', hub: configOf(port), clusterName: '', isPollGiven: true, controlPort: 0 },
    () => {},
  )
  return demo
}

interface Node {
  name: string
  feed: { is: string; why: string | null }
  table: { is: string; agrees?: boolean | null; realServers?: number }
  ratesPerSecond: { connections: number | null } | null
  conflicts: string[]
}
const nodesOf = async ({ url }: Demo): Promise<ReadonlyMap<string, Node>> => {
  const response = await fetch(new URL('api/v1/nodes', url))
  const { nodes } = (await response.json()) as { nodes: Node[] }
  return new Map(nodes.map((node) => [node.name, node]))
}
const steer = (path: string) => fetch(demo!.controlUrl + path, { method: 'POST' })
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 })

describe('the demo, from simulated kernels to the hub', () => {
  test('the reference case: six nodes agree with the API and have rates', async () => {
    const { url } = await start('reference')
    await until(async () => {
      const nodes = [...(await nodesOf(demo!)).values()]
      expect(nodes.map(({ name }) => name)).toEqual(['zmaster0', 'znode0', 'znode1', 'znode2', 'znode3', 'znode4'])
      expect(nodes.every(({ feed, table }) => feed.is === 'fine' && table.agrees === true)).toBe(true)
      expect(nodes.every(({ ratesPerSecond }) => (ratesPerSecond?.connections ?? 0) > 0)).toBe(true)
    })
    const text = await fetch(new URL('api/v1/nodes/zmaster0/table', url), { headers: { accept: 'text/plain' } })
    expect(await text.text()).toMatch(/^TCP {2}10\.104\.197\.218:80 rr\n {2}-> 100\.66\.209\.194:80 {12}Masq {4}1 /m)
  })

  test('steered: one Pod more, drift on one node, repaired', async () => {
    await start('reference')
    const rows = async () => [...(await nodesOf(demo!)).values()].map(({ table }) => table.realServers)
    await until(async () => {
      const all = await rows()
      expect(all).toEqual(Array(6).fill(expect.any(Number)))
      expect(new Set(all).size).toBe(1)
    })
    const [before] = await rows()
    expect((await steer('/scale?service=default/web&replicas=4')).status).toBe(200)
    await until(async () => expect(await rows()).toEqual(Array(6).fill(before! + 1)))
    await steer('/drift?node=znode3&service=default/web')
    await until(async () => {
      const wrong = [...(await nodesOf(demo!)).values()].filter(({ table }) => table.agrees === false)
      expect(wrong.map(({ name }) => name)).toEqual(['znode3'])
    })
    await steer('/repair?node=znode3')
    await until(async () => expect((await nodesOf(demo!)).get('znode3')?.table.agrees).toBe(true))
  })

  test('steered: a node is broken, as its facts tell, and mended', async () => {
    await start('reference')
    const mtuOf = async () => {
      const response = await fetch(new URL('api/v1/nodes/znode2', demo!.url))
      return /"name":"tunl0"[^}]*?"mtu":(\d+)/.exec(JSON.stringify(await response.json()))?.[1]
    }
    await until(async () => expect(await mtuOf()).toBe('1480'))
    expect((await steer('/break?node=znode2&kind=mtu-too-small')).status).toBe(200)
    await until(async () => expect(await mtuOf()).toBe('600'))
    expect((await steer('/mend?node=znode2')).status).toBe(200)
    await until(async () => expect(await mtuOf()).toBe('1480'))
  })

  test('steered: an agent dies, hangs, mistakes its token, lives', async () => {
    await start('reference')
    const feed = async () => (await nodesOf(demo!)).get('znode2')?.feed.is
    await until(async () => expect(await feed()).toBe('fine'))
    for (const [path, is] of [
      ['/token?node=znode2', 'refused'],
      ['/token?node=znode2&wrong=false', 'fine'],
      ['/agent?node=znode2&state=hung', 'unreachable'],
      ['/agent?node=znode2&state=alive', 'fine'],
      ['/agent?node=znode2&state=dead', 'unreachable'],
    ] as const) {
      expect((await steer(path)).status).toBe(200)
      await until(async () => expect(await feed(), path).toBe(is))
    }
    expect((await nodesOf(demo!)).get('znode1')?.feed.is).toBe('fine')
  })

  test('mistakes in steering are said', async () => {
    await start('empty')
    const problem = async (path: string) => ((await (await steer(path)).json()) as { error: string }).error
    expect(await problem('/scale?service=default/web&replicas=4')).toContain('no Service default/web')
    expect(await problem('/scale?service=default/web&replicas=many')).toContain('replicas must be')
    expect(await problem('/agent?node=znode0&state=sleepy')).toContain('dead')
    expect(await problem('/agent?node=moon&state=dead')).toContain('no node moon')
    expect(await problem('/break?node=znode0&kind=fire')).toContain('drop-at-tunnel')
    expect(await problem('/break?node=znode0&kind=wrong-route&service=default/web')).toContain('no Service default/web')
    expect(await problem('/mend?node=moon')).toContain('no node moon')
    expect(await problem('/dance')).toContain('/scale')
    expect((await fetch(`${demo!.controlUrl}/state`, { headers: { origin: 'http://evil.example' } })).status).toBe(403)
    expect(await (await fetch(`${demo!.controlUrl}/state`)).json()).toMatchObject({ scenario: 'empty', seed: '1' })
  })

  test('odd: refused and absent are said, each on its node', async () => {
    await start('odd')
    await until(async () => {
      const nodes = await nodesOf(demo!)
      const of = (name: string) => nodes.get(name)!
      expect(of('znode2').table.is).toBe('absent')
      expect(of('znode3').feed).toMatchObject({ is: 'refused', why: expect.stringContaining('401') })
      expect(of('znode4').feed).toMatchObject({ is: 'refused', why: expect.stringContaining('znode1') })
      expect(of('znode8').table.is).toBe('unreadable')
      expect(of('znode6').conflicts).toHaveLength(1)
    })
  })

  test('a busy port is said and leaves nothing running', async () => {
    const first = await start('empty')
    const { port } = new URL(first.url)
    await expect(
      startDemo(
        {
          scenario: 'empty',
          seed: '1',
          hub: configOf(Number(port)),
          clusterName: '',
          isPollGiven: true,
          controlPort: null,
        },
        () => {},
      ),
    ).rejects.toThrow(port)
  })
})

test('options: wrong ones are named together', () => {
  expect(readOptions([], {})).toEqual({ ok: true, value: { scenario: 'shop', seed: '1', controlPort: null } })
  expect(readOptions(['--scenario', 'odd', '--seed', 'x'], { FAIRLEAD_DEMO_CONTROL_PORT: '0' })).toEqual({
    ok: true,
    value: { scenario: 'odd', seed: 'x', controlPort: 0 },
  })
  expect(readOptions(['--scenario', 'moon'], { FAIRLEAD_DEMO_CONTROL_PORT: 'x' })).toMatchObject({
    problems: [expect.stringContaining('shop, reference, empty, large, odd'), expect.stringContaining('CONTROL_PORT')],
  })
  expect(readOptions(['--speed'], {})).toMatchObject({ ok: false, problems: [expect.stringContaining('--scenario')] })
})
