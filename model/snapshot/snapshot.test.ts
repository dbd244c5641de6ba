import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, emptyCluster } from '../cluster.ts'
import { collectionNames } from '../diff.ts'
import { accessRunning, accessSchedules, allAnswer, manyTests, partlyFailed } from '../fixtures/access.ts'
import { driftingCluster, everyServiceKind, oddNames, referenceCluster, silentNodes } from '../fixtures/clusters.ts'
import { crowdCluster } from '../fixtures/crowd.ts'
import { shopCluster, troubledShop } from '../fixtures/shop.ts'
import { twoTenants } from '../fixtures/two-tenants.ts'
import { withWalks } from '../fixtures/walks.ts'
import { reshapeNode } from '../kube/node.ts'
import { reshapePod } from '../kube/pod.ts'
import { reshapeService } from '../kube/service.ts'
import { inflate } from './inflate.ts'
import { snapshotLimits } from './limits.ts'
import { makeDraw, mutateJson } from './mutate.ts'
import { openSnapshot, openText } from './open.ts'
import { fileOf, fullCluster, plain, snapshotOf } from './testing.ts'
import { collections } from './v1/collections.ts'
import { allowed, writeSnapshot } from './write.ts'

const clusters: Readonly<Record<string, () => Cluster>> = {
  nothing: () => emptyCluster,
  reference: referenceCluster,
  drifting: driftingCluster,
  silent: silentNodes,
  kinds: everyServiceKind,
  names: oddNames,
  shop: shopCluster,
  trouble: troubledShop,
  access: allAnswer,
  partly: partlyFailed,
  running: accessRunning,
  schedules: () => accessSchedules(referenceCluster()),
  tests: manyTests,
  walks: withWalks,
  full: fullCluster,
}

const reopened = async (cluster: Cluster) => {
  const opened = await openSnapshot(await fileOf(snapshotOf(cluster)), inflate)
  if (!opened.ok) throw new Error(opened.why)
  return opened
}

describe('a snapshot', () => {
  it.each(Object.keys(clusters))('gives the cluster back as it was: %s', async (name) => {
    const cluster = clusters[name]!()
    const { ok: _, ...opened } = await reopened(cluster)
    // Sketches of Services leave fields behind that no Service has.
    const services = allowed(collections.services, cluster.services)
    expect(opened).toEqual(snapshotOf({ ...cluster, services }))
  })

  it('gives any cluster back', () => {
    fc.assert(
      fc.property(twoTenants, (tenants) => {
        const nodes = new Map([...tenants.nodes].map(([name, node]) => [name, { ...node, facts: {} }]))
        const cluster: Cluster = { ...tenants, nodes, facts: new Map() }
        const text = writeSnapshot(snapshotOf(cluster))
        const opened = openText(text)
        expect(opened).toMatchObject({ ok: true })
        expect(opened.ok && writeSnapshot(opened)).toBe(text)
      }),
      { numRuns: 40 },
    )
  })

  it('has something of every collection in the tests here', () => {
    const full = fullCluster()
    const empty = collectionNames.filter((name) => full[name].size === 0)
    expect(empty).toEqual([])
  })

  it('holds what its schemas name and nothing else', () => {
    const full = fullCluster()
    const canary = 'CANARY-7f3a'
    const byKeys = new Set(['counts', 'evidence'])
    const spoiled = (value: unknown): unknown => {
      if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, spoiled(entry)]))
      if (Array.isArray(value)) return value.map(spoiled)
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
      // Records whose keys are data take any key: nothing is planted in those.
      const fields = Object.entries(value).map(([name, field]) => [name, byKeys.has(name) ? field : spoiled(field)])
      return { ...Object.fromEntries(fields), labels: { canary }, [canary]: canary }
    }
    const planted = Object.fromEntries(
      Object.entries(full).map(([name, part]) => [
        name,
        name === 'load' || name === 'sums' || name === 'tables' ? part : spoiled(part),
      ]),
    )
    const text = writeSnapshot(snapshotOf({ ...planted, [canary]: canary, secrets: canary } as unknown as Cluster))
    expect(JSON.stringify(plain(planted))).toContain(canary)
    expect(text.includes(canary)).toBe(false)
  })

  it('has no label, annotation, selector, environment or command of any object', () => {
    const canary = 'CANARY-c0de'
    const metadata = (name: string) => ({
      name,
      namespace: 'default',
      uid: 'u',
      labels: { app: canary, [canary]: 'x' },
      annotations: { note: canary },
      managedFields: [canary],
    })
    const container = { env: [{ name: 'PASSWORD', value: canary }], args: [canary], image: canary }
    const service = reshapeService({
      metadata: metadata('web'),
      spec: { selector: { a: canary }, clusterIP: '10.0.0.1' },
    })!
    const pod = reshapePod({
      metadata: metadata('web-1'),
      spec: { containers: [container] },
      status: { podIP: '10.1.0.1', message: canary },
    })!
    const node = reshapeNode({ metadata: metadata('n1'), spec: { taints: [canary] }, status: { images: [canary] } })!
    const base = referenceCluster()
    const cluster: Cluster = {
      ...base,
      services: new Map([[service.id, { ...service, endpoints: [], changedAt: 0 }]]),
      pods: new Map([[pod.id, pod]]),
      nodes: new Map([...base.nodes].map(([name, own]) => [name, { ...own, kube: node }])),
    }
    expect(writeSnapshot(snapshotOf(cluster))).not.toContain(canary)
  })

  it('leaves load out when there is too much of it, and says it as not known', () => {
    const [, load] = [...crowdCluster({ nodes: 3, services: 3, namespaces: 1, podsEach: 1 }).load][0]!
    const rows = snapshotLimits.loadTold
    const base = referenceCluster()
    const [name] = base.nodes.keys()
    const many = {
      ...load,
      table: [...base.tables.keys()][0]!,
      active: new Uint32Array(rows + 1).fill(1),
      inactive: new Uint32Array(rows + 1),
    }
    const opened = openText(writeSnapshot(snapshotOf({ ...base, load: new Map([[name!, many]]) })))
    expect(opened).toMatchObject({ ok: true, cluster: { load: new Map() } })
  })
})

describe('kept files', () => {
  const folder = `${import.meta.dirname}/golden/`
  const names = readdirSync(folder).filter((name) => name.endsWith('.fairlead'))

  it('there is one of each version', () => expect(names.map((name) => name.split('-')[0])).toEqual(['v1', 'v2']))

  it.each(names)('%s opens as ever', async (name) => {
    const opened = await openSnapshot(new Uint8Array(readFileSync(folder + name)), inflate)
    expect(plain(opened)).toEqual(JSON.parse(readFileSync(`${folder}${name.replace(/fairlead$/, 'json')}`, 'utf8')))
  })
})

describe('what is no snapshot', () => {
  const good = () => fileOf(snapshotOf(fullCluster()))
  const opensNot = async (bytes: Uint8Array) => {
    const opened = await openSnapshot(bytes, inflate)
    expect(opened).toMatchObject({ ok: false, why: expect.stringMatching(/^[A-Z].*\.$/s) })
    return opened.ok ? '' : opened.why
  }
  const packed = (text: string | Uint8Array) => new Uint8Array(gzipSync(text))

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('hello')],
    ['an empty gzip', packed('')],
    ['other JSON', packed('{"a":1}')],
    ['a list', packed('[]')],
    ['null', packed('null')],
    ['no UTF-8', packed(Uint8Array.of(0xff, 0xfe, 0x22))],
    ['too deep', packed('['.repeat(1_000_000))],
  ])('is refused with a sentence: %s', async (_name, bytes) => {
    await opensNot(bytes)
  })

  it('is cut short, has something behind it, or a bit turned', async () => {
    const bytes = await good()
    for (const length of [1, 10, 100, bytes.length - 1]) await opensNot(bytes.subarray(0, length))
    const turned = bytes.slice()
    turned[bytes.length >> 1]! ^= 1
    await opensNot(turned)
  })

  it('stops unpacking where it should, whatever the file says', async () => {
    const bomb = packed(new Uint8Array(200 << 20))
    const asked: number[] = []
    const counting = (bytes: Uint8Array, most: number) => {
      asked.push(most)
      return inflate(bytes, most)
    }
    expect(await openSnapshot(bomb, counting)).toMatchObject({ ok: false })
    expect(asked[0]).toBeLessThanOrEqual(bomb.length * snapshotLimits.ratio)
    expect(await inflate(bomb, 1 << 20)).toBeNull()
    expect(await opensNot(new Uint8Array(snapshotLimits.wireBytes + 1))).toContain('larger')
  })

  it('says so of a newer version', async () => {
    const text = gunzipSync(await good())
      .toString()
      .replace('"version":2', '"version":3')
    expect(await opensNot(packed(text))).toContain('version 3')
  })

  it.each([
    ['columns without end', { services: { set: [['a/b', { endpoints: { rows: 1e9, columns: { a: [1] } } }]] } }],
    [
      'many rows from one value',
      { services: { set: [['a/b', { endpoints: { rows: 99_999, columns: { a: [1] } } }]] } },
    ],
    [
      'load without end',
      {
        load: {
          set: [['n', { at: 1, whole: { table: '0'.repeat(32), rows: 1e9 }, rated: false, rows: [], node: null }]],
          drop: [],
        },
      },
    ],
    ['a table of places that are not there', { tables: { set: [['0'.repeat(32), null, [1e9, 0]]] } }],
    ['a table of virtual servers that are not there', { tables: { set: [['0'.repeat(32), null, [0, 0, [0, 1e9]]]] } }],
    ['a table like one that is not there', { tables: { set: [['0'.repeat(32), '1'.repeat(32)]] } }],
    ['a patch', { services: { patch: [[{}, ['a']]] } }],
    ['something more', { more: 1 }],
    ['a node that is none', { nodes: { set: [['n', { name: 'n' }]] } }],
  ])('has %s', (_name, cluster) => {
    const text = JSON.stringify({
      ...JSON.parse(writeSnapshot(snapshotOf(emptyCluster))),
      cluster: { at: 1, ...cluster },
    })
    expect(openText(text).ok).toBe(false)
  })

  it('has a series of columns that do not fit', () => {
    const told = JSON.parse(writeSnapshot(snapshotOf(emptyCluster)))
    for (const more of [{ wrong: [1] }, { stepMs: 0 }, { changes: [0.5, null] }, { more: [] }])
      expect(openText(JSON.stringify({ ...told, series: { ...told.series, ...more } })).ok).toBe(false)
  })

  it.each(['//evil.example/', '/\\evil.example', 'javascript:alert(1)', 'https://evil.example/', '/a b', '/a#b'])(
    'leads elsewhere: %s',
    (address) => {
      const text = writeSnapshot(snapshotOf(emptyCluster, { address: '/' })).replace(
        '"address":"/"',
        `"address":${JSON.stringify(address)}`,
      )
      expect(openText(text).ok).toBe(false)
    },
  )

  it('is never thrown at, whatever is changed in it, and changes no prototype', () => {
    const value = JSON.parse(writeSnapshot(snapshotOf(fullCluster())))
    const small = JSON.parse(writeSnapshot(snapshotOf(troubledShop())))
    let opens = 0
    for (let seed = 1; seed <= 600; seed++) {
      const draw = makeDraw(seed)
      const spoiled = structuredClone(draw(5) === 0 ? value : small)
      mutateJson(spoiled, draw, 1 + draw(4))
      const opened = openText(JSON.stringify(spoiled))
      if (!opened.ok) continue
      opens++
      expect(openText(writeSnapshot(opened))).toMatchObject({ ok: true })
    }
    expect(opens).toBeGreaterThan(20)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  }, 60_000)
})
