/** Where the agents are, by the EndpointSlices of their headless Service. kube-proxy passes those by, so they are kept apart. */
import { normaliseAddress } from '#model/address.ts'
import { list, record, reshapeMeta, text } from '#model/kube/meta.ts'

export interface AgentPlace {
  readonly node: string | null
  /** `http://10.0.0.1:9797`. */
  readonly url: string
}

const usualPort = 9797

/** The agents one slice names; null for slices of other Services. Agents that are not ready are asked too: silence is news. */
export function reshapeAgentSlice(service: {
  readonly namespace: string
  readonly name: string
}): (object: unknown) => readonly AgentPlace[] | null {
  return (object) => {
    const meta = reshapeMeta(object)
    if (meta === null || meta.namespace !== service.namespace) return null
    if (meta.labels['kubernetes.io/service-name'] !== service.name) return null
    const port = record(list(record(object)['ports'])[0])['port']
    return list(record(object)['endpoints']).flatMap((value) => {
      const endpoint = record(value)
      const address = normaliseAddress(text(list(endpoint['addresses'])[0]))
      if (address === null) return []
      const host = address.includes(':') ? `[${address}]` : address
      const url = `http://${host}:${typeof port === 'number' ? port : usualPort}`
      return [{ node: text(endpoint['nodeName']) || null, url }]
    })
  }
}
