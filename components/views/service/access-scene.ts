/** The newest access test of a Service, a line a port. */
import { type AccessCell, type AccessTest, makeAccessCellId } from '#model/access/access.ts'
import {
  type AccessStanding,
  isExcused,
  isJudged,
  isTrouble,
  portsThatSpeak,
  rankOf,
  standingOf,
} from '#model/access/standing.ts'
import type { Cluster } from '#model/cluster.ts'
import type { ServicePortId } from '#model/ids.ts'

export interface AccessSignOf {
  readonly cell: AccessCell
  readonly standing: AccessStanding
}

export interface AccessPort {
  readonly port: ServicePortId
  /** False where the test did not ask this port. */
  readonly isAsked: boolean
  /** In the order of nodes; of very many only those that need a look. */
  readonly signs: readonly AccessSignOf[]
  readonly notDrawn: number
  /** Nodes whose every try was answered, of those that have been asked and were to get an answer. */
  readonly answered: number
  readonly asked: number
  /** Of which no answer was to be expected, by why: how many nodes stand like this one. */
  readonly excused: readonly { readonly like: AccessStanding; readonly nodes: number }[]
  /** The worst of those that need a look. */
  readonly troubles: readonly AccessSignOf[]
}

/** Signs drawn of one port, and nodes named. */
const mostSigns = 120
const mostNamed = 4

/** The newest test that asked any of these ports; null where none did. */
export const newestOf = (tests: Cluster['accessTests'], ports: readonly ServicePortId[]): AccessTest | null =>
  [...tests.values()].reverse().find(({ asked }) => asked.ports.some((port) => ports.includes(port))) ?? null

export const makeAccessPorts = (
  test: AccessTest,
  cells: Cluster['accessCells'],
  ports: readonly ServicePortId[],
): AccessPort[] =>
  ports.map((port): AccessPort => {
    const own = test.asked.nodes.flatMap((node) => cells.get(makeAccessCellId(test.id, node, port)) ?? [])
    const how = { isOver: test.outcome !== 'running', doesSpeak: portsThatSpeak(own).has(port) }
    const all = own.map((cell) => ({ cell, standing: standingOf(cell, how) }))
    const judged = all.filter(({ standing }) => isJudged(standing))
    const excused = Map.groupBy(
      all.filter(({ standing }) => isExcused(standing)),
      ({ standing }) => standing.is,
    )
    const troubles = all
      .filter(({ standing }) => isTrouble(standing))
      .sort((a, b) => rankOf(a.standing) - rankOf(b.standing))
    const signs = all.length <= mostSigns ? all : troubles.slice(0, mostSigns)
    return {
      port,
      isAsked: test.asked.ports.includes(port),
      signs,
      notDrawn: all.length - signs.length,
      answered: judged.filter(({ standing }) => standing.is === 'answered').length,
      asked: judged.length,
      excused: Array.from(excused.values(), (alike) => ({ like: alike[0]!.standing, nodes: alike.length })),
      troubles: troubles.slice(0, mostNamed),
    }
  })
