import type { LabState } from './host/state.ts'
import { fetchHub } from './hub-ask.ts'

/** The hub's table of a node, with the headers that tell its age. Throws when it has none. */
export const fetchHubTable = (state: LabState, node: string): Promise<Response> =>
  fetchHub(state, `/nodes/${node}/table`, { headers: { accept: 'text/plain' } })

/** As text: what `ipvsadm -Ln` would print there. */
export const readHubTable = async (state: LabState, node: string): Promise<string> =>
  (await fetchHubTable(state, node)).text()
