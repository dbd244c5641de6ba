/** Long answers as pieces of JSON text, so that none of them is ever held whole. */
import type { Statistics } from '#model/report.ts'
import type { StatisticsColumn } from './netlink/statistics.ts'

/** `{"NAME":[…]}`. */
export function* listPieces(name: string, items: Iterable<unknown>): Generator<string> {
  yield `{${JSON.stringify(name)}:`
  yield* arrayPieces(items)
  yield '}'
}

export interface StatisticsColumns {
  readonly table: string
  readonly servers: StatisticsColumn
  readonly rows: StatisticsColumn
}

export function* statisticsPieces({ table, servers, rows }: StatisticsColumns): Generator<string> {
  const head: Pick<Extract<Statistics, { is: 'read' }>, 'is' | 'table'> = { is: 'read', table }
  yield `${JSON.stringify(head).slice(0, -1)},"servers":`
  yield* arrayPieces(eachOf(servers))
  yield ',"rows":'
  yield* arrayPieces(eachOf(rows))
  yield '}'
}

function* arrayPieces(items: Iterable<unknown>): Generator<string> {
  let separator = '['
  for (const item of items) {
    yield separator + JSON.stringify(item)
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}

function* eachOf(column: StatisticsColumn): Generator<readonly string[]> {
  for (let thing = 0; thing < column.count; thing++) yield column.at(thing)
}
