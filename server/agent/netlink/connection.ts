/**
 * Request and replies over one netlink socket. Every wait is bounded by the socket's own timeout
 * and every loop by the bytes that may come; after anything unexpected the socket is of no more use.
 */
import { flagsOf } from '#model/sources/ipvs/netlink.ts'
import { encodeMessage, messageFlags, messageTypes, readI32, splitMessages } from '#model/sources/ipvs/netlink-wire.ts'
import { isQuestion } from './allow.ts'
import { type Channel, errors } from './libc.ts'

/** The kernel sends at most 32 KiB at once. */
const datagramBytes = 64 * 1024
/** 200,000 virtual servers of 364 bytes are 73 MB. */
const mostReplyBytes = 256 * 1024 * 1024
/** How often a dump the kernel calls interrupted is asked for again. */
const mostDumps = 3

/** The kernel's own refusal. */
export class KernelError extends Error {
  readonly errno: number
  constructor(errno: number) {
    super(wordsOf(errno))
    this.errno = errno
  }
}

const wordsOf = (errno: number): string => {
  switch (errno) {
    case errors.noPermission:
      return 'Totals need the NET_ADMIN capability in the initial user namespace: the kernel refuses to answer without it.'
    case errors.noEntry:
      return 'The kernel knows no such thing (ENOENT).'
    default:
      return `The kernel refused a netlink question (error ${errno}).`
  }
}

export interface Connection {
  /** Payloads of all replies, valid until the next request. Throws KernelError, or Error with a sentence. */
  request(type: number, payload: Uint8Array): Uint8Array[]
  close(): void
}

export function makeConnection(channel: Channel, familyId: () => number | null): Connection {
  let sequence = 0
  /** Replies lie one after another in here; it grows to the largest answer seen. */
  let arena: Uint8Array = new Uint8Array(datagramBytes)

  /** Length of the next datagram, which is put at `used`. */
  const receive = (used: number): number => {
    for (;;) {
      const length = channel.receive(arena.subarray(used, used + datagramBytes))
      if (length >= 0 && length <= datagramBytes) return length
      if (length > datagramBytes) throw new Error('A netlink reply was larger than any the kernel sends.')
      const error = channel.errno()
      if (error === errors.tryAgain) throw new Error('The kernel did not answer a netlink question within a second.')
      if (error !== errors.interrupted) throw new Error(`A netlink reply could not be received (error ${error}).`)
    }
  }

  /** Null when the kernel says that what it listed changed meanwhile. */
  const ask = (type: number, payload: Uint8Array): Uint8Array[] | null => {
    sequence = (sequence + 1) >>> 0
    const flags = flagsOf(payload)
    const message = encodeMessage(type, flags, sequence, payload)
    if (!isQuestion(message, familyId())) throw new Error('The agent only asks the kernel: this message was not sent.')
    if (channel.send(message) !== message.length)
      throw new Error(`A netlink question could not be sent (error ${channel.errno()}).`)
    const isDump = (flags & messageFlags.dump) !== 0
    const replies: Uint8Array[] = []
    let isInterrupted = false
    for (let used = 0; used < mostReplyBytes; ) {
      // Replies of before keep the old memory.
      if (arena.length < used + datagramBytes) arena = new Uint8Array(arena.length * 2)
      const length = receive(used)
      const datagram = arena.subarray(used, used + length)
      const messages = splitMessages(datagram)
      if (messages === null || messages.length === 0) throw new Error('A netlink reply was not whole.')
      used += length
      for (const { type: kind, flags: marks, sequence: to, from, to: end } of messages) {
        if (to !== sequence) continue
        if ((marks & messageFlags.dumpInterrupted) !== 0) isInterrupted = true
        if (kind === messageTypes.error || kind === messageTypes.done) {
          const error = end - from >= 4 ? -readI32(datagram, from) : 0
          if (error > 0) throw new KernelError(error)
          return isInterrupted ? null : replies
        }
        if (kind !== type) continue
        replies.push(datagram.subarray(from, end))
        if (!isDump) return replies
      }
    }
    throw new Error('The kernel answered a netlink question without end.')
  }

  return {
    request(type, payload) {
      for (let dumps = 0; dumps < mostDumps; dumps++) {
        const replies = ask(type, payload)
        if (replies !== null) return replies
      }
      throw new Error('The table changed during every look at it over netlink.')
    },
    close: () => channel.close(),
  }
}
