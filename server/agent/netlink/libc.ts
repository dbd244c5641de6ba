/**
 * The five calls of libc a netlink reader needs, by koffi: nothing else of the C library is bound.
 * koffi is loaded only here and only when asked for, so that an agent without it still reads /proc.
 */
import { createRequire } from 'node:module'
import { endianness } from 'node:os'

/** One netlink socket. Calls answer -1 like their C namesakes; `errno` tells why. */
export interface Channel {
  send(bytes: Uint8Array): number
  /** Bytes of the next datagram, cut to `into` but counted whole. Waits a second at most. */
  receive(into: Uint8Array): number
  close(): void
  errno(): number
}

export const errors = { noPermission: 1, noEntry: 2, interrupted: 4, tryAgain: 11, busy: 16, noBuffers: 105 } as const

const netlinkFamily = 16 // AF_NETLINK
const generic = 16 // NETLINK_GENERIC
const rawCloseOnExec = 3 | 0o2000000 // SOCK_RAW | SOCK_CLOEXEC
const socketLevel = 1 // SOL_SOCKET
const receiveTimeout = 20 // SO_RCVTIMEO
const countWhole = 0x20 // MSG_TRUNC

type Call = (...parts: (number | Uint8Array)[]) => number

/** Opens a socket bound to a port the kernel chooses, or one sentence on why there is none. */
export function openChannel(): Channel | { readonly why: string } {
  if (endianness() !== 'LE')
    return { why: 'Totals are not read on a big-endian machine: this agent knows little-endian netlink only.' }
  const bound = bindLibc()
  if (bound.why !== undefined) return bound
  const { call, errno } = bound
  const socket = call.socket(netlinkFamily, rawCloseOnExec, generic)
  if (socket < 0)
    return {
      why: `A netlink socket cannot be opened (error ${errno()}): the container may be forbidden this kind of socket.`,
    }
  const address = new Uint8Array(12)
  address[0] = netlinkFamily
  const timeout = new Uint8Array(16)
  timeout[0] = 1 // struct timeval: one second
  const isReady =
    call.bind(socket, address, address.length) === 0 &&
    call.setsockopt(socket, socketLevel, receiveTimeout, timeout, timeout.length) === 0
  if (!isReady) {
    const error = errno()
    call.close(socket)
    return { why: `A netlink socket cannot be set up (error ${error}).` }
  }
  return {
    send: (bytes) => call.send(socket, bytes, bytes.length, 0),
    receive: (into) => call.recv(socket, into, into.length, countWhole),
    close: () => void call.close(socket),
    errno,
  }
}

function bindLibc() {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    // No file: what the process itself is linked with, glibc and musl alike.
    const library = koffi.load(null)
    const call = {
      socket: library.func('int socket(int family, int type, int protocol)') as Call,
      bind: library.func('int bind(int socket, const uint8_t *address, uint32_t length)') as Call,
      setsockopt: library.func(
        'int setsockopt(int socket, int level, int name, const uint8_t *value, uint32_t length)',
      ) as Call,
      send: library.func('intptr_t send(int socket, const uint8_t *bytes, size_t length, int flags)') as Call,
      recv: library.func('intptr_t recv(int socket, _Out_ uint8_t *bytes, size_t length, int flags)') as Call,
      close: library.func('int close(int socket)') as Call,
    }
    return { call, errno: () => koffi.errno() }
  } catch (error) {
    const [first] = (error as Error).message.split('\n')
    return { why: `Totals need the koffi package, which cannot be loaded here: ${first}.` }
  }
}
