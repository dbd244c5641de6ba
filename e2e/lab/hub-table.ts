import type { LabState } from './host/state.ts'
import { fetchHub } from './hub-ask.ts'
import { type Lab, until } from './lab.ts'

/** The hub's table of a node, with the headers that tell its age. Throws when it has none. */
export const fetchHubTable = (state: LabState, node: string): Promise<Response> =>
  fetchHub(state, `/nodes/${node}/table`, { headers: { accept: 'text/plain' } })

/** As text: what `ipvsadm -Ln` would print there. */
export const readHubTable = async (state: LabState, node: string): Promise<string> =>
  (await fetchHubTable(state, node)).text()

/** Waits for the hub to have the table a node's own kernel has now, but for counts of connections. */
export async function untilHubHasTable({ state, exec }: Pick<Lab, 'state' | 'exec'>, node: string): Promise<void> {
  const withoutCounts = (table: string) => table.replaceAll(/^( {2}-> \S+ +\S+ +\S+).*$/gm, '$1')
  const { out } = await exec(node, ['ipvsadm', '-Ln'])
  const isThere = async () => withoutCounts(await readHubTable(state, node)) === withoutCounts(out)
  await until(`the hub has the table of ${node}`, 60_000, isThere)
}
