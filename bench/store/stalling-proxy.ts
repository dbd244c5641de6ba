/** A TCP proxy in front of a unix socket that can stop forwarding, as a switch does that went away: nothing is closed, nothing arrives. */
import { connect, createServer, type Socket } from 'node:net'

export interface StallingProxy {
  readonly port: number
  /** Bytes of both sides lie where they are until it goes on. */
  stall(isStalled: boolean): void
  close(): void
}

export async function startStallingProxy(socket: string): Promise<StallingProxy> {
  const ends = new Set<Socket>()
  let isStalled = false
  const follow = (from: Socket, to: Socket) => {
    ends.add(from)
    from.on('data', (bytes) => to.write(bytes))
    from.on('error', () => {})
    from.on('close', () => {
      ends.delete(from)
      to.destroy()
    })
    if (isStalled) from.pause()
  }
  const server = createServer((near) => {
    const far = connect(socket)
    follow(near, far)
    follow(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    stall: (to) => {
      isStalled = to
      for (const end of ends) end[to ? 'pause' : 'resume']()
    },
    close: () => {
      server.close()
      for (const end of ends) end.destroy()
    },
  }
}
