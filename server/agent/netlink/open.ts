/** The IPVS family of this machine's kernel, or one sentence on why its totals cannot be read. */
import { decodeFamilyId, makeFamilyRequest, makeInfoRequest } from '#model/sources/ipvs/netlink.ts'
import { messageTypes } from '#model/sources/ipvs/netlink-wire.ts'
import type { Netlink } from '../kernel.ts'
import { type Connection, KernelError, makeConnection } from './connection.ts'
import { type Channel, errors, openChannel } from './libc.ts'

/**
 * Asks for the family's id and, since that needs no privilege, for its version, which does. Call it
 * when `/proc/net/ip_vs` exists: asking for a family makes some kernels load its module.
 */
export function openNetlink(
  open: () => Channel | { readonly why: string } = openChannel,
): Netlink | { readonly why: string } {
  let opened: Opened | null = null
  const reopen = (): Opened => {
    const channel = open()
    if ('why' in channel) throw new Error(channel.why)
    try {
      return resolve(channel)
    } catch (error) {
      channel.close()
      throw error
    }
  }
  const close = () => {
    opened?.connection.close()
    opened = null
  }
  try {
    opened = reopen()
    opened.connection.request(opened.familyId, makeInfoRequest(), () => {})
  } catch (error) {
    close()
    return { why: (error as Error).message }
  }
  return {
    request(message, take) {
      opened ??= reopen()
      try {
        opened.connection.request(opened.familyId, message, take)
      } catch (error) {
        // A late reply must not be taken for the next one: the next request begins on a new socket.
        close()
        throw error
      }
    },
    close,
  }
}

interface Opened {
  readonly connection: Connection
  readonly familyId: number
}

function resolve(channel: Channel): Opened {
  let familyId: number | null = null
  const connection = makeConnection(channel, () => familyId)
  try {
    connection.request(messageTypes.controller, makeFamilyRequest(), (bytes, from, to) => {
      familyId = decodeFamilyId(bytes.subarray(from, to))
    })
  } catch (error) {
    if (!(error instanceof KernelError && error.errno === errors.noEntry)) throw error
  }
  if (familyId === null)
    throw new Error(
      'The kernel has no generic netlink family IPVS: the ip_vs module is not loaded, or this is an odd build of it.',
    )
  return { connection, familyId }
}
