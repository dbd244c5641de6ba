/** Clients of connections, as `/api/v1/flows` tells them: Pods by name, who is outside by address. */

export interface Clients {
  readonly pods: readonly string[]
  readonly addresses: readonly string[]
}

export const noClients: Clients = { pods: [], addresses: [] }

/** Each once, the newest first. A node's own requests are not among them: it can be made to ask. */
export function readClients(value: unknown): Clients {
  const flows = fieldOf(value, 'flows')
  const clients = Array.isArray(flows) ? flows.map((flow) => fieldOf(flow, 'client')) : []
  const owned = ['pod', 'node', 'ownProcessOf']
  const outside = clients.filter((client) => owned.every((owner) => fieldOf(client, owner) === undefined))
  return { pods: textsOf(clients, 'pod'), addresses: textsOf(outside, 'address') }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const textsOf = (values: readonly unknown[], name: string): string[] => [
  ...new Set(values.map((value) => fieldOf(value, name)).filter((text) => typeof text === 'string')),
]
