import type { LabState } from './host/state.ts'

/** The hub's table of a node as text: what `ipvsadm -Ln` would print there. Throws when it has none. */
export async function readHubTable(state: LabState, node: string): Promise<string> {
  const response = await fetch(`${state.hubUrl}/api/v1/nodes/${node}/table`, { headers: { accept: 'text/plain' } })
  const text = await response.text()
  if (!response.ok) throw new Error(`The hub answered with ${response.status}: ${text}`)
  return text
}
