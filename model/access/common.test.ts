/** Faults are planted in matrices made by lot; what is told must be them, and never blame what has answered. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeNodeName, makeRealServerKey, makeServiceId, makeServicePortId, type NodeName } from '../ids.ts'
import type { AccessCell, AccessResult, Share } from './access.ts'
import { commonFactors, type DoneCell, type Factor } from './common.ts'

/** Of each port the nodes its real servers run on, as numbers. */
interface Shape {
  readonly nodes: number
  readonly hosts: readonly (readonly number[])[]
}
type Fault = (node: number, port: number, real: number, host: number) => boolean

const name = (at: number): NodeName => makeNodeName(`node-${at}`)
const portName = (at: number) => makeServicePortId(makeServiceId('default', `s${at}`), 80, 'TCP')
const realName = (port: number, at: number) => makeRealServerKey(`10.${port}.0.${at}`, 80)

/** Two tries of each real server from each node; what a fault hits is not answered. */
function matrix({ nodes, hosts }: Shape, faults: readonly Fault[]): DoneCell[] {
  return Array.from({ length: nodes }, (_, node) =>
    hosts.map((of, port): DoneCell => {
      const shares = of.map((host, at): Share => {
        const isDead = faults.some((fault) => fault(node, port, at, host))
        return { real: realName(port, at), host: name(host), tries: 2, answered: isDead ? 0 : 2, expected: null }
      })
      const answered = shares.reduce((sum, share) => sum + share.answered!, 0)
      return { cell: { node: name(node), port: portName(port) } as AccessCell, result: result(shares, answered) }
    }),
  ).flat()
}

const result = (shares: readonly Share[], answered: number) =>
  ({ tries: shares.length * 2, answered, shares }) as unknown as AccessResult

/** Some nodes, some ports, each with one to three real servers. */
const shape = fc
  .record({ nodes: fc.integer({ min: 3, max: 8 }), ports: fc.integer({ min: 2, max: 6 }) })
  .chain(({ nodes, ports }) =>
    fc.record({
      nodes: fc.constant(nodes),
      hosts: fc.array(
        fc.uniqueArray(fc.integer({ min: 0, max: nodes - 1 }), { minLength: 2, maxLength: Math.min(3, nodes) }),
        { minLength: ports, maxLength: ports },
      ),
    }),
  )
const at = fc.nat({ max: 1_000 })

const factors = (cells: readonly DoneCell[]): Factor[] => commonFactors(cells).common.map(({ factor }) => factor)

/** The factor's own claim, worked out from the matrix alone. */
const claims = ({ cell: { node, port }, result: { shares } }: DoneCell, factor: Factor): Share[] =>
  shares.filter(({ real, host }) => {
    const isHome = 'beyond' in factor && factor.beyond && host === node
    if (factor.is === 'port') return port === factor.port
    if (factor.is === 'node') return node === factor.node && !isHome
    if (factor.is === 'host') return host === factor.node && !isHome
    return factor.is === 'everything' || (real === factor.real && port === factor.port && !isHome)
  })

describe('what failing cells have in common', () => {
  it('is nothing where all is answered', () => {
    fc.assert(
      fc.property(shape, (of) => {
        expect(commonFactors(matrix(of, []))).toEqual({ common: [], rest: [] })
      }),
    )
  })

  it('is everything where nothing is', () => {
    fc.assert(
      fc.property(shape, (of) => {
        expect(factors(matrix(of, [() => true]))).toEqual([{ is: 'everything' }])
      }),
    )
  })

  it('is the row, the column or the real server that was broken, and nothing else', () => {
    fc.assert(
      fc.property(shape, at, at, (of, a, b) => {
        const row = a % of.nodes
        expect(factors(matrix(of, [(node) => node === row]))).toEqual([{ is: 'node', node: name(row), beyond: false }])
        const column = a % of.hosts.length
        expect(factors(matrix(of, [(_, port) => port === column]))).toEqual([{ is: 'port', port: portName(column) }])
        const one = b % of.hosts[column]!.length
        expect(factors(matrix(of, [(_, port, real) => port === column && real === one]))).toEqual([
          { is: 'real', real: realName(column, one), port: portName(column), beyond: false },
        ])
      }),
    )
  })

  it('is the node real servers run on, where all but its own requests to them fail', () => {
    fc.assert(
      fc.property(shape, at, (of, a) => {
        const broken = a % of.nodes
        const running = of.hosts.filter((hosts) => hosts.includes(broken)).length
        fc.pre(running > 1)
        const away: Fault = (node, _, __, host) => host === broken && node !== broken
        expect(factors(matrix(of, [away]))).toEqual([{ is: 'host', node: name(broken), beyond: true }])
        expect(factors(matrix(of, [(_, __, ___, host) => host === broken]))).toEqual([
          { is: 'host', node: name(broken), beyond: false },
        ])
      }),
    )
  })

  it('are both halves of a node that is cut off: what it asks, and what asks it', () => {
    fc.assert(
      fc.property(shape, at, (of, a) => {
        const lost = a % of.nodes
        const running = of.hosts.filter((hosts) => hosts.includes(lost)).length
        fc.pre(running > 1 && of.nodes > 3)
        const cut: Fault = (node, _, __, host) => node !== host && (node === lost || host === lost)
        expect(factors(matrix(of, [cut]))).toEqual(
          expect.arrayContaining([
            { is: 'node', node: name(lost), beyond: true },
            { is: 'host', node: name(lost), beyond: true },
          ]),
        )
      }),
    )
  })

  it('are a row and a column that are broken at once, the larger first', () => {
    fc.assert(
      fc.property(shape, at, at, (of, a, b) => {
        const [row, column] = [a % of.nodes, b % of.hosts.length]
        const found = commonFactors(matrix(of, [(node) => node === row, (_, port) => port === column]))
        expect(found.rest).toEqual([])
        expect(found.common.map(({ factor }) => factor)).toEqual(
          expect.arrayContaining([
            { is: 'node', node: name(row), beyond: false },
            { is: 'port', port: portName(column) },
          ]),
        )
        const [ofRow, ofColumn] = [of.hosts.flat().length, of.nodes * of.hosts[column]!.length]
        if (ofRow !== ofColumn) expect(found.common[0]?.factor.is).toBe(ofRow > ofColumn ? 'node' : 'port')
      }),
    )
  })

  it('never blames what has answered, and leaves no failing cell out, whatever fails', () => {
    const lot = fc.array(fc.boolean(), { minLength: 8 * 6 * 3, maxLength: 8 * 6 * 3 })
    fc.assert(
      fc.property(shape, lot, (of, dead) => {
        const cells = matrix(of, [(node, port, real) => dead[(node * 6 + port) * 3 + real]!])
        const { common, rest } = commonFactors(cells)
        for (const { factor } of common) {
          const claimed = cells.flatMap((cell) => claims(cell, factor))
          expect(claimed.length).toBeGreaterThan(1)
          expect(claimed.filter(({ answered }) => answered! > 0)).toEqual([])
        }
        const told = new Set([...common.flatMap((each) => each.cells), ...rest])
        expect(new Set(cells.filter(({ result: { tries, answered } }) => answered < tries))).toEqual(told)
      }),
    )
  })

  it('is worked out by rows and columns alone where nobody knows who was chosen', () => {
    const of = { nodes: 4, hosts: [[0], [1], [2]] }
    const blind = (cells: readonly DoneCell[]) =>
      cells.map(({ cell, result: told }) => ({ cell, result: { ...told, shares: [] } }))
    expect(factors(blind(matrix(of, [(node) => node === 2])))).toEqual([{ is: 'node', node: name(2), beyond: false }])
    expect(factors(blind(matrix(of, [(_, __, ___, host) => host === 1])))).toEqual([{ is: 'port', port: portName(1) }])
    const older = matrix(of, [(_, port) => port === 0]).map(({ cell, result: told }) => ({
      cell,
      result: { ...told, shares: told.shares.map((share) => ({ ...share, answered: null })) },
    }))
    expect(factors(older)).toEqual([{ is: 'port', port: portName(0) }])
  })

  it('is nothing of one cell alone', () => {
    const of = {
      nodes: 3,
      hosts: [
        [0, 1],
        [1, 2],
      ],
    }
    const { common, rest } = commonFactors(matrix(of, [(node, port) => node === 0 && port === 1]))
    expect(common).toEqual([])
    expect(rest.map(({ cell }) => cell.port)).toEqual([portName(1)])
  })
})
