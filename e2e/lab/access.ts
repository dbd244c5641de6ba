/** Access tests of the lab's hub: every node asks Service `web`, before and after a node is broken. */
import type { AccessResult } from '#model/access/access.ts'
import type { Cause } from '#model/causes/cause.ts'
import { breakages, scene } from './breakages.ts'
import { askHub } from './hub-ask.ts'
import { untilHubHasTable } from './hub-table.ts'
import { impatientMs, type Lab, until } from './lab.ts'
import { nodes, web, webUrl } from './reference-case.ts'

interface ToldTest {
  readonly results: readonly {
    readonly node: string
    readonly state: string
    readonly causes: readonly Cause[]
    readonly result: AccessResult | null
  }[]
}

/** What each node got, in one word: `200`, or how it failed; and the causes it is given. */
export interface Row {
  readonly node: string
  readonly outcome: string
  readonly causes: readonly string[]
  /** Tries by real server. */
  readonly shares: readonly number[]
}

const port = `${web.namespace}/${web.name}:${web.port}/TCP`

export async function testAccess(lab: Lab, tries: number, timeoutMs = 10_000): Promise<Row[]> {
  const question = { ports: [port], nodes: nodes.map(({ name }) => name), tries, timeoutMs }
  const { results } = await askHub<ToldTest>(lab.state, '/access-tests?wait=60', question)
  return results.map(({ node, state, causes, result }) => ({
    node,
    outcome:
      result === null
        ? state
        : result.answered === result.tries
          ? result.statuses.map(({ status }) => String(status)).join(' ')
          : result.failures.map(({ outcome }) => outcome).join(' '),
    causes: causes.map(({ id }) => id),
    shares: (result?.shares ?? []).map(({ tries: chosen }) => chosen),
  }))
}

/** Breaks the sender by each of some breakages, and tests access meanwhile. The lab has `web` with one Pod. */
export async function testBroken(lab: Lab, name: string): Promise<Row[]> {
  const breakage = breakages.find((each) => each.name === name)!
  const undo = await breakage.make(lab, scene)
  try {
    await untilHubHasTable(lab, scene.sender)
    return await testAccess(lab, 1, 4_000)
  } finally {
    await undo()
    await until('it is mended', 60_000, async () => (await lab.ask(scene.sender, webUrl, impatientMs)).status === 200)
  }
}
