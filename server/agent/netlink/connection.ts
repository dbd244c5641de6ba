/**
 * Request and replies over one netlink socket. Every wait is bounded by the socket's own timeout
 * and every loop by the bytes that may come; after anything unexpected the socket is of no more use.
 */
import { flagsOf, type TakeReply } from '#model/sources/ipvs/netlink.ts'
import {
  alignToFour,
  encodeMessage,
  messageFlags,
  messageHeaderBytes,
  messageLength,
  messageTypes,
  readI32,
  readU16,
  readU32,
} from '#model/sources/ipvs/netlink-wire.ts'
import { isQuestion } from './allow.ts'
import { type Channel, errors } from './libc.ts'

/** The kernel sends at most 32 KiB at once. */
const datagramBytes = 64 * 1024
/** 200,000 virtual servers of 364 bytes are 73 MB. */
const mostReplyBytes = 256 * 1024 * 1024

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
  /** Gives each reply to `take` as it comes. Throws KernelError, or Error with a sentence. */
  request(type: number, payload: Uint8Array, take: TakeReply): void
  close(): void
}

export function makeConnection(channel: Channel, familyId: () => number | null): Connection {
  let sequence = 0
  const datagram = new Uint8Array(datagramBytes)

  const receive = (): number => {
    for (;;) {
      const length = channel.receive(datagram)
      if (length >= 0 && length <= datagramBytes) return length
      if (length > datagramBytes) throw new Error('A netlink reply was larger than any the kernel sends.')
      const error = channel.errno()
      if (error === errors.tryAgain) throw new Error('The kernel did not answer a netlink question within a second.')
      if (error !== errors.interrupted) throw new Error(`A netlink reply could not be received (error ${error}).`)
    }
  }

  return {
    request(type, payload, take) {
      sequence = (sequence + 1) >>> 0
      const flags = flagsOf(payload)
      const message = encodeMessage(type, flags, sequence, payload)
      if (!isQuestion(message, familyId()))
        throw new Error('The agent only asks the kernel: this message was not sent.')
      if (channel.send(message) !== message.length)
        throw new Error(`A netlink question could not be sent (error ${channel.errno()}).`)
      const isDump = (flags & messageFlags.dump) !== 0
      for (let used = 0; used < mostReplyBytes; ) {
        const length = receive()
        used += length
        if (length === 0) throw new Error('A netlink reply was not whole.')
        for (let at = 0; at < length; ) {
          const bytes = messageLength(datagram, at, length)
          if (bytes === null) throw new Error('A netlink reply was not whole.')
          const from = at + messageHeaderBytes
          const to = at + bytes
          const kind = readU16(datagram, at + 4)
          const isOurs = readU32(datagram, at + 8) === sequence
          const isInterrupted = isOurs && (readU16(datagram, at + 6) & messageFlags.dumpInterrupted) !== 0
          at += alignToFour(bytes)
          if (!isOurs) continue
          if (isInterrupted) throw new Error('The table changed during a look at it over netlink.')
          if (kind === messageTypes.error || kind === messageTypes.done) {
            const error = to - from >= 4 ? -readI32(datagram, from) : 0
            if (error > 0) throw new KernelError(error)
            return
          }
          if (kind !== type) continue
          take(datagram, from, to)
          if (!isDump) return
        }
      }
      throw new Error('The kernel answered a netlink question without end.')
    },
    close: () => channel.close(),
  }
}
