/** `FAIRLEAD_LISTEN` and `FAIRLEAD_TLS_…`: by which way the hub is reached, besides host and port. */

export interface TlsFiles {
  /** Paths of PEM files. */
  readonly cert: string
  readonly key: string
  /** Of the authorities that sign certificates of proxies; null where none is asked for one. */
  readonly clientCa: string | null
}

export interface Listening {
  /** Path of the unix socket the hub listens on instead of a port; null for a port. */
  readonly unixSocket: string | null
  /** Null for plain HTTP. */
  readonly tls: TlsFiles | null
}

type Environment = Readonly<Record<string, string | undefined>>
type Problem = <T>(sentence: string, instead: T) => T

export function readListening(env: Environment, problem: Problem): Listening {
  const unixSocket = readUnixSocket(env['FAIRLEAD_LISTEN'] ?? '', problem)
  const [cert, key, clientCa] = ['CERT', 'KEY', 'CLIENT_CA'].map((name) => env[`FAIRLEAD_TLS_${name}`] || null)
  if (!cert || !key) {
    if (cert || key || clientCa)
      problem('FAIRLEAD_TLS_CERT and FAIRLEAD_TLS_KEY name the files TLS needs; set both of them.', null)
    return { unixSocket, tls: null }
  }
  if (unixSocket !== null)
    problem('FAIRLEAD_LISTEN is a unix socket, which needs no TLS; unset FAIRLEAD_TLS_CERT or FAIRLEAD_LISTEN.', null)
  if (clientCa && (env['FAIRLEAD_AUTH'] || 'token') !== 'proxy')
    problem('FAIRLEAD_TLS_CLIENT_CA is of use with FAIRLEAD_AUTH=proxy alone; unset it, or choose that.', null)
  return { unixSocket, tls: { cert, key, clientCa: clientCa ?? null } }
}

function readUnixSocket(text: string, problem: Problem): string | null {
  if (text === '') return null
  const path = /^unix:(\/.+)$/.exec(text)?.[1]
  if (path !== undefined && !path.includes('\0')) return path
  return problem(
    `FAIRLEAD_LISTEN is “${text}”; it must read unix:/PATH. A port is chosen with FAIRLEAD_HOST and PORT.`,
    null,
  )
}
