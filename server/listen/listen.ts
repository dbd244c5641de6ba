/** Where the hub listens: a port or a unix socket, with TLS of its own or without. */
import { chmod, lstat, unlink } from 'node:fs/promises'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { followCertificates, readCertificates } from './certificates.ts'
import type { Listening } from './settings.ts'

export interface ListenOptions extends Listening {
  readonly host: string
  readonly port: number
  readonly limits: http.ServerOptions
  readonly answer: RequestListener
  readonly after: (ms: number, run: () => void) => () => void
  readonly log: (sentence: string) => void
}

export interface Made {
  readonly server: http.Server
  /** Begins. Rejects with a sentence when it cannot. */
  listen(): Promise<void>
  /** What was begun besides the server itself. */
  stop(): void
}

/** Rejects with a sentence when a certificate cannot be used. */
export async function makeServer({ tls, limits, answer, after, log, ...where }: ListenOptions): Promise<Made> {
  const listen = (server: http.Server) =>
    where.unixSocket === null ? listenOnPort(server, where) : listenOnPath(server, where.unixSocket)
  if (tls === null) {
    const server = http.createServer(limits, answer)
    return { server, listen: () => listen(server), stop: () => {} }
  }
  const first = await readCertificates(tls)
  const { cert, key, ca } = first
  if (first.endsAt <= Date.now())
    log(`FAIRLEAD_TLS_CERT ${tls.cert} ended ${new Date(first.endsAt).toISOString()}: browsers will refuse it.`)
  const server = https.createServer(
    {
      ...limits,
      cert,
      key,
      ...(ca === undefined ? {} : { ca }),
      minVersion: 'TLSv1.2',
      handshakeTimeout: 5_000,
      // Who shows none, or one nobody vouches for, is answered as a stranger: health is asked without one.
      requestCert: ca !== undefined,
      rejectUnauthorized: false,
    },
    answer,
  )
  const stop = followCertificates({
    files: tls,
    first,
    after,
    log,
    use: (next) =>
      server.setSecureContext({
        cert: next.cert,
        key: next.key,
        ...(next.ca === undefined ? {} : { ca: next.ca }),
        minVersion: 'TLSv1.2',
      }),
  })
  return { server, listen: () => listen(server), stop }
}

function listenOnPort(server: http.Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new Error(
            `Port ${port} on ${host} is already in use: stop what listens there, or choose another with PORT=${port + 1}.`,
          ),
        )
      } else if (error.code === 'EACCES') {
        reject(
          new Error(`Port ${port} on ${host} may not be used by this account: choose one above 1023 with PORT=3000.`),
        )
      } else reject(new Error(`The hub cannot listen on ${host}, port ${port}: ${error.message}.`))
    })
    server.listen(port, host, () => resolve())
  })
}

/** Whoever is in the group of the hub may connect. */
const mode = 0o660

async function listenOnPath(server: http.Server, path: string): Promise<void> {
  await clear(path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`The hub cannot listen on ${path}: ${error.message}.`)))
    server.listen(path, resolve)
  })
  await chmod(path, mode)
}

/** A hub that was killed leaves its socket behind. Nothing else is ever taken away. */
async function clear(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null)
  if (there === null) return
  if (!there.isSocket())
    throw new Error(`The hub cannot listen on ${path}: there is something that is no socket. Choose another path.`)
  if (await answers(path)) throw new Error(`The hub cannot listen on ${path}: something listens there already.`)
  await unlink(path)
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    const end = (isThere: boolean) => () => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
