import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'

/** Joins each connection of a server to one of its own at `to`; either end closes the other. */
export function passTo(to: { readonly host: string; readonly port: number }): (near: Socket) => void {
  return (near) => {
    const far = createConnection(to)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.pipe(far)
    far.pipe(near)
  }
}

/** A server on a socket in the file system. */
export const offer = (path: string, to: { readonly host: string; readonly port: number }): Server =>
  createServer(passTo(to)).listen(path)

/** A listening server on a free port of the host's loopback, and that port. */
export async function listenOnLoopback(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}
