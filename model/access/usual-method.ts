/** What a port is asked where nobody says otherwise, by its name, number and protocol. */
import type { ProbeMethod } from '../probe/question.ts'
import type { NamedServicePort } from '../service-port.ts'
import type { Protocol } from '../topology.ts'

/**
 * An application that speaks is an answer, whatever it says of `/`: only what a server or a proxy says when it
 * fails (5xx) is none.
 */
const spoken = [
  200, 201, 202, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 406, 410, 415, 426, 429,
] as const

const asks = (is: 'http' | 'https'): ProbeMethod => ({ is, path: '/', host: '', statuses: [...spoken] })

/** A name every cluster's DNS knows. */
const knownName = 'kubernetes.default.svc.cluster.local'

/** Null for a port nothing here can ask: SCTP. */
export function usualMethod({ port }: Pick<NamedServicePort, 'port'>): ProbeMethod | null {
  const name = port.name.toLowerCase()
  if (port.protocol === 'UDP')
    return port.port === 53 || hasWord(name, 'dns') ? { is: 'dns', name: knownName } : { is: 'udp', payload: '' }
  if (port.protocol !== 'TCP') return null
  if (port.port === 443 || port.port === 8443 || hasWord(name, 'https')) return asks('https')
  if (port.port === 80 || port.port === 8080 || hasWord(name, 'http') || hasWord(name, 'web')) return asks('http')
  return { is: 'tcp' }
}

/** `http-metrics` has the word `http`, `httpd` has not. */
const hasWord = (name: string, word: string): boolean => name.split(/[^a-z0-9]/).includes(word)

/** Whether a port of this protocol can be asked so. */
export const fitsProtocol = (method: ProbeMethod, protocol: Protocol): boolean =>
  protocol === (method.is === 'dns' || method.is === 'udp' ? 'UDP' : 'TCP')
