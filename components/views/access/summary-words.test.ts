import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { zh } from '#components/words/zh.ts'
import type { Factor } from '#model/access/common.ts'
import { type Matter, type Summary, type SummaryLine, summariseTest } from '#model/access/summary.ts'
import { accessRunning, allAnswer, largeAccess, oneTimesOut, partlyFailed, webPort } from '#model/fixtures/access.ts'
import { makeNodeName, makeRealServerKey } from '#model/ids.ts'
import { makeAccessScene } from './scene.ts'
import { sayLine, saySummary } from './summary-words.ts'

function told(cluster: ReturnType<typeof allAnswer>, words = en): string[] {
  const test = [...cluster.accessTests.values()].at(-1)!
  const { cells } = makeAccessScene(test, cluster.accessCells, cluster, { onlyProblems: false, worstFirst: false })
  const summary = summariseTest(cells)
  return [saySummary(summary, test, words), ...summary.lines.map((line) => sayLine(line, words))]
}

it('says first how many get an answer, then who does not', () => {
  expect(told(allAnswer())).toEqual(['All 6 nodes get an answer from {port}.'])
  expect(told(oneTimesOut())).toEqual(['5 of 6 nodes get every answer from {port}.', '{who}: no answer, timeout.'])
  expect(told(partlyFailed())[2]).toBe('{who}: some tries end in timeout, 7 of 20.')
  expect(told(accessRunning())).toEqual(['So far: 13 of 30 pairs of node and port get every answer.'])
  expect(told(largeAccess(200, 20))[1]).toBe('{who} reaches nothing: timeout at every port.')
})

const node = makeNodeName('znode3')
const real = makeRealServerKey('10.1.0.1', 80)
const factors: readonly Factor[] = [
  { is: 'everything' },
  { is: 'port', port: webPort },
  ...[false, true].flatMap((beyond): Factor[] => [
    { is: 'node', node, beyond },
    { is: 'host', node, beyond },
    { is: 'real', real, port: webPort, beyond },
  ]),
]
const matters: readonly Matter[] = [
  { is: 'failed', outcome: 'refused' },
  { is: 'partly', outcome: 'reset' },
  { is: 'slow', step: '3s' },
  { is: 'not-asked' },
  { is: 'no-probe' },
  { is: 'silent' },
  { is: 'by-policy' },
]
const line = (matter: Matter, of: SummaryLine['of'], cells = 2): SummaryLine => {
  const { accessCells } = allAnswer()
  const some = [...accessCells.values()].slice(0, cells).map((cell) => ({ cell, standing: { is: 'waiting' } as const }))
  return { matter, of, cells: some, outOf: 6, cause: null }
}
const summaryOf = (over: Partial<Summary>): Summary => ({
  nodes: 6,
  ports: 1,
  answeredNodes: 5,
  answeredPairs: 5,
  pairs: 5,
  expected: 5,
  lines: [line({ is: 'by-policy' }, { is: 'nodes' }, 1)],
  ...over,
})

describe.each([
  ['English', en, /[.]$/],
  ['Chinese', zh, /[。]$/],
] as const)('in %s', (_, words, end) => {
  it('all lines are whole sentences, and each is another', () => {
    const common = factors.map((factor) => sayLine(line(matters[0]!, { is: 'common', factor, alike: [] }), words))
    const grouped = matters.flatMap((matter) =>
      (['nodes', 'pairs'] as const).flatMap((is) => [1, 2].map((count) => sayLine(line(matter, { is }, count), words))),
    )
    for (const text of [...common, ...grouped]) expect(text).toMatch(end)
    expect(new Set(common).size).toBe(common.length)
    expect(common.slice(1).every((text) => text.includes('{who}'))).toBe(true)
  })

  it('where no answer was to be expected of some, the others are all there are', () => {
    const test = [...allAnswer().accessTests.values()].at(-1)!
    expect(saySummary(summaryOf({}), test, words)).toBe(words.access.sentence.allExpectedOne(5))
    expect(saySummary(summaryOf({ pairs: 0, answeredPairs: 0, expected: 0 }), test, words)).toBe(
      words.access.sentence.noneExpected,
    )
    const silent = [line({ is: 'not-asked' }, { is: 'nodes' })]
    expect(saySummary(summaryOf({ pairs: 0, expected: 6, lines: silent }), test, words)).toBe(
      words.access.sentence.nobody,
    )
  })
})
