import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import type { Cluster } from '#model/cluster.ts'
import {
  driftingCluster,
  everyServiceKind,
  missingVirtualServer,
  oneAgentDead,
  silentNodes,
} from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { troubledShop } from '#model/fixtures/shop.ts'
import { project } from '#model/project/index.ts'
import { countSeverities, standingOf } from '#model/standing.ts'
import { makeAxis, nextSlot, worstFirst } from './axis.ts'
import { factsOf } from './cell.ts'
import { amountCodes, codeOfAmount, codes, levels, roundUp, stateOf, steadyFull } from './codes.ts'
import { naturalHeight } from './frame.ts'
import { makeGrid, makeGridReader } from './grid.ts'
import { spotOfKey } from './keyboard.ts'
import { placeMarks } from './marks.ts'
import { formatOptions, parseOptions } from './options.ts'
import { cellAt, makeScene, spotOf } from './scene.ts'
import { linesOfCell } from './texts.ts'
import { makeDifferences } from './twin-rows.ts'

const matrixOf = (cluster: Cluster) => project(cluster, { is: 'matrix', namespace: '' })
const shown = { by: 'drift', query: '', onlyProblems: false } as const

/** A line a Service, a letter a node. */
const letters: Record<string, string> = {
  empty: ' ',
  agrees: '.',
  unknown: '?',
  draining: 'd',
  settling: 's',
  missing: 'm',
  wrong: 'W',
}
function picture(cluster: Cluster, options: { query?: string; onlyProblems?: boolean } = {}): string[] {
  const scene = makeScene(makeGrid(matrixOf(cluster)), null, { ...shown, ...options })
  const width = scene.columns.slots.length
  return scene.rows.slots.map((row, at) =>
    row === null
      ? `# ${scene.rows.bands.find(({ from }) => from === at)!.name}`
      : [...scene.codes.subarray(at * width, (at + 1) * width)].map((code) => letters[stateOf(code)]).join(''),
  )
}

describe('the picture', () => {
  it.each<[string, Cluster, readonly string[]]>([
    ['drift', driftingCluster(), ['# default', '.mWdWW']],
    ['silent nodes', silentNodes(), ['# default', '...???']],
    ['one agent dead', oneAgentDead(), ['# default', expect.stringContaining('?')]],
  ])('of %s', (_name, cluster, lines) => {
    expect(picture(cluster)).toEqual(lines)
  })

  it('has a row under no namespace for what no Service explains', () => {
    const lines = picture(missingVirtualServer())
    expect(lines.slice(-2)[0]).toBe('# ')
    expect(lines.at(-1)).toMatch(/^ *W *$/)
    expect(lines[1]).toMatch(/^\.*m\.*$/)
  })

  it.each([driftingCluster(), everyServiceKind(), troubledShop(), oneAgentDead()])(
    'agrees with the standing of the cluster',
    (cluster) => {
      const { states } = makeGrid(matrixOf(cluster))
      const { differences } = standingOf(cluster)
      const counts = countSeverities(differences)
      const cells = [...states]
      expect(cells.some((code) => code >= codes.missing)).toBe(counts.wrong > 0)
      expect(cells.filter((code) => code === codes.draining).length).toBeLessThanOrEqual(counts.draining)
      expect(cells.filter((code) => code >= codes.draining).length).toBeLessThanOrEqual(differences.length)
    },
  )

  it('keeps only what differs when asked, and nodes of which nothing is known', () => {
    const cluster = crowdCluster({ nodes: 40, services: 50, namespaces: 4, podsEach: 2 })
    const { rows, columns } = makeScene(makeGrid(matrixOf(cluster)), null, { ...shown, onlyProblems: true })
    const items = rows.slots.filter((row) => row !== null)
    expect(items.length).toBeGreaterThan(0)
    expect(items.every(({ differs }) => differs > 0)).toBe(true)
    expect(columns.slots.every((column) => column === null || column.differs > 0 || !column.isCompared)).toBe(true)
  })

  it('looks for words in Services, and else in nodes', () => {
    const width = (query: string) => {
      const { rows, columns } = makeScene(makeGrid(matrixOf(driftingCluster())), null, { ...shown, query })
      return [rows.slots.length, columns.slots.length]
    }
    expect([width('web'), width('znode1'), width('web znode1'), width('nobody')]).toEqual([
      [2, 6],
      [2, 1],
      [2, 1],
      [0, 0],
    ])
  })

  it('is the same grid while nothing but load and time changed', () => {
    const read = makeGridReader()
    const cluster = matrixOf(driftingCluster())
    const first = read(cluster)
    expect(read({ ...cluster, at: cluster.at + 60_000, sums: null })).toBe(first)
    expect(read({ ...cluster, feeds: new Map() })).not.toBe(first)
  })
})

describe('amounts', () => {
  it('are not known of a silent node, whatever it last said', () => {
    const cluster = matrixOf(oneAgentDead())
    const grid = makeGrid(cluster)
    const scene = makeScene(grid, cluster.sums!.pairs, { ...shown, by: 'rate' })
    for (const [at, column] of scene.columns.slots.entries()) {
      const code = scene.codes[scene.columns.slots.length + at]!
      if (column!.isHeard) expect(code).toBeGreaterThan(amountCodes.unknown)
      else expect([code, scene.amounts![scene.columns.slots.length + at]]).toEqual([amountCodes.unknown, NaN])
    }
  })

  it('fall back to drift where no pairs are told', () => {
    expect(makeScene(makeGrid(matrixOf(driftingCluster())), null, { ...shown, by: 'rate' }).by).toBe('drift')
  })

  it('have a scale by the logarithm, on which zero is not little and not known is not zero', () => {
    expect([NaN, 0, 0.05, 0.1, 100, 9999].map((amount) => codeOfAmount(amount, 100))).toEqual([
      amountCodes.unknown,
      amountCodes.zero,
      amountCodes.least,
      amountCodes.least,
      amountCodes.least + levels - 1,
      amountCodes.least + levels - 1,
    ])
    expect([0, 1, 1.2, 2, 4.9, 51, 1e6].map(roundUp)).toEqual([1, 1, 2, 2, 5, 100, 1e6])
  })

  it('have a scale that stands still while it fits', () => {
    expect([steadyFull(100, 90), steadyFull(100, 21), steadyFull(100, 19), steadyFull(100, 101)]).toEqual([
      100, 100, 20, 200,
    ])
  })
})

describe('a cell', () => {
  it('says in words what its byte says, for every cell', () => {
    for (const cluster of [driftingCluster(), troubledShop(), missingVirtualServer(), silentNodes()].map(matrixOf)) {
      const grid = makeGrid(cluster)
      const scene = makeScene(grid, null, shown)
      for (const [at, code] of scene.codes.entries()) {
        const width = scene.columns.slots.length
        const cell = cellAt(scene, { row: Math.floor(at / width), column: at % width })
        if (cell === null) continue
        const facts = factsOf(cluster, cell)!
        expect([cell, facts.state]).toEqual([cell, stateOf(code)])
        expect(linesOfCell(facts, en).join()).not.toMatch(/undefined|NaN/)
        expect(spotOf(scene, cell)).toEqual({ row: Math.floor(at / width), column: at % width })
      }
      expect(makeDifferences(cluster, scene)).toHaveLength(
        [...scene.codes].filter((code) => code >= codes.draining).length,
      )
    }
  })

  it('names what is missing', () => {
    const cluster = matrixOf(driftingCluster())
    const lines = makeDifferences(cluster, makeScene(makeGrid(cluster), null, shown)).flatMap(({ facts }) =>
      linesOfCell(facts, en),
    )
    expect(lines).toContain('real server 100.66.209.194:80 missing')
  })
})

describe('keys', () => {
  const cluster = matrixOf(everyServiceKind())
  const scene = makeScene(makeGrid(cluster), null, shown)

  it('begin at the first cell and pass by free places', () => {
    const first = spotOfKey('ArrowDown', scene, null)!
    expect(scene.rows.slots[first.row]).not.toBeNull()
    const walked = scene.rows.slots.reduce<(typeof first)[]>(
      (way) => [...way, spotOfKey('ArrowDown', scene, way.at(-1)!)!],
      [first],
    )
    expect(walked.every(({ row }) => scene.rows.slots[row] !== null)).toBe(true)
    expect(walked.at(-1)!.row).toBe(scene.rows.slots.length - 1)
  })

  it('find every cell that differs, and the first again after the last', () => {
    const drifting = makeScene(makeGrid(matrixOf(driftingCluster())), null, shown)
    const all = [...drifting.codes].filter((code) => code >= codes.draining).length
    let spot = spotOfKey('n', drifting, null)
    const first = spot
    for (let step = 0; step < all; step++) spot = spotOfKey('n', drifting, spot)
    expect([all, spot]).toEqual([5, first])
  })
})

it('bands stand together, worst first, each with its free place', () => {
  const items = [
    { band: 'a', bad: 0 },
    { band: 'a', bad: 1 },
    { band: 'b', bad: 5 },
  ]
  const bandOf = ({ band }: { band: string }) => band
  const axis = makeAxis(
    worstFirst(items, bandOf, ({ bad }) => bad),
    bandOf,
    true,
  )
  expect(axis.slots).toEqual([null, items[2], null, items[1], items[0]])
  expect(axis.bands).toEqual([
    { name: 'b', from: 0, until: 2 },
    { name: 'a', from: 2, until: 5 },
  ])
  expect(nextSlot(axis, 1, 1)).toBe(3)
  expect(makeAxis(items, bandOf, false).slots).toEqual([items[0], items[1], items[2]])
})

it('names give way to more important ones and never overlap', () => {
  const wishes = [0, 5, 10, 20, 33].map((at, order) => ({ at, text: '', weight: order === 1 ? 1 : 0 }))
  expect(placeMarks(wishes, 14).map(({ at }) => at)).toEqual([5, 20])
})

it('options go to the address and back', () => {
  const options = parseOptions({
    by: 'rate',
    q: 'web',
    ns: 'shop',
    problems: '1',
    as: 'table',
    cell: 'virtual:TCP [fd00::1]:80@n1',
  })
  expect(options.cell).toEqual({ thing: 'virtual:TCP [fd00::1]:80', node: 'n1' })
  expect(parseOptions(formatOptions(options))).toEqual(options)
  expect(parseOptions({ by: 'sideways', cell: '@' })).toMatchObject({ by: 'drift', cell: null })
})

describe('a natural height', () => {
  it('is so much a row, whatever the width, and a screen at most', () => {
    const sceneOf = (cluster: Cluster) => makeScene(makeGrid(matrixOf(cluster)), null, shown)
    const [few, many] = [sceneOf(troubledShop()), sceneOf(crowdCluster())]
    for (const width of [300, 700, 1_440]) {
      const height = naturalHeight(width, few)
      expect(height).toBeGreaterThanOrEqual(Math.min(960, few.rows.slots.length * 18))
      expect(naturalHeight(width, many)).toBe(960)
    }
    expect(naturalHeight(700, sceneOf(silentNodes()))).toBe(220)
  })
})
