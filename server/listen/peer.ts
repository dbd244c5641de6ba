/** Who holds the other end of a connection, as the connection itself tells it: never what was sent over it. */
import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

export interface PeerCertificate {
  /** Common name, and names of DNS, URI and mail it is for. */
  readonly names: readonly string[]
  /** Wall clock, milliseconds. */
  readonly endsAt: number
  /** Why no authority we know vouches for it; null where one does. */
  readonly trouble: string | null
}

export interface Peer {
  /** An IP address; `unix socket` on one. */
  readonly address: string
  readonly isOnUnixSocket: boolean
  /** Null where none was shown. */
  readonly certificate: PeerCertificate | null
}

/** `isUnix`: all connections of this hub come by its unix socket. A connection that broke has no address either. */
export function makePeerOf(isUnix: boolean): (socket: Socket) => Peer {
  if (isUnix) return () => ({ address: 'unix socket', isOnUnixSocket: true, certificate: null })
  const certificates = new WeakMap<Socket, PeerCertificate | null>()
  return (socket) => {
    const known = certificates.get(socket)
    const certificate = known === undefined ? certificateOf(socket) : known
    if (known === undefined) certificates.set(socket, certificate)
    return {
      address: (socket.remoteAddress ?? 'somebody').replace(/^::ffff:/, ''),
      isOnUnixSocket: false,
      certificate,
    }
  }
}

function certificateOf(socket: Socket): PeerCertificate | null {
  if (!('encrypted' in socket)) return null
  const { authorized, authorizationError, ...tls } = pick(socket as TLSSocket)
  const shown = tls.certificate
  if (shown === undefined) return null
  return {
    names: namesOf(shown),
    endsAt: Date.parse(shown.validTo),
    trouble: authorized ? null : String(authorizationError ?? 'not vouched for'),
  }
}

const pick = (socket: TLSSocket) => ({
  authorized: socket.authorized,
  authorizationError: socket.authorizationError,
  certificate: socket.getPeerX509Certificate(),
})

/** `DNS:a, URI:b`, quoted as JSON where a name has a comma or a quote in it. */
const alternative = /(?:^|, )(DNS|URI|email):("(?:[^"\\]|\\.)*"|[^,]*)/g

function namesOf({ subject, subjectAltName = '' }: X509Certificate): readonly string[] {
  const common = subject.split('\n').flatMap((line) => (line.startsWith('CN=') ? [line.slice(3)] : []))
  const others = [...subjectAltName.matchAll(alternative)].map(([, , name = '']) =>
    name.startsWith('"') ? String(JSON.parse(name)) : name,
  )
  return [...common, ...others]
}
