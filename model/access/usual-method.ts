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

/** Of an SCTP port what nothing can ask: see `fitsProtocol`. */
export function usualMethod({ port }: Pick<NamedServicePort, 'port'>): ProbeMethod {
  const name = port.name.toLowerCase()
  if (port.protocol === 'UDP')
    return port.port === 53 || hasWord(name, 'dns') ? { is: 'dns', name: knownName } : { is: 'udp', payload: '' }
  if (port.protocol !== 'TCP') return { is: 'tcp' }
  if (port.port === 443 || port.port === 8443 || hasWord(name, 'https')) return asks('https')
  if (port.port === 80 || port.port === 8080 || hasWord(name, 'http') || hasWord(name, 'web')) return asks('http')
  return { is: 'tcp' }
}

/** `http-metrics` has the word `http`, `httpd` has not. */
const hasWord = (name: string, word: string): boolean => name.split(/[^a-z0-9]/).includes(word)

/** Null when a port of this protocol can be asked so, else a sentence. */
export function fitsProtocol(method: ProbeMethod, protocol: Protocol): string | null {
  const own = method.is === 'dns' || method.is === 'udp' ? 'UDP' : 'TCP'
  if (protocol === own) return null
  return protocol === 'SCTP'
    ? 'Nothing here can ask an SCTP port.'
    : `A ${protocol} port cannot be asked by ${method.is}, which speaks ${own}.`
}
