/**
 * What this agent may send to the kernel: questions, never orders. Looked up in the very bytes that
 * go out, so no mistake elsewhere can change a table.
 */
import { commands, controller } from '#model/sources/ipvs/netlink-numbers.ts'
import {
  alignToFour,
  genericHeaderBytes,
  messageHeaderBytes,
  messageTypes,
  readU16,
  readU32,
} from '#model/sources/ipvs/netlink-wire.ts'

const questions: readonly number[] = Object.values(commands)

/** Exactly one message, to the controller or the IPVS family, with a reading command. `familyId` is null while not known. */
export function isQuestion(message: Uint8Array, familyId: number | null): boolean {
  if (message.length < messageHeaderBytes + genericHeaderBytes) return false
  if (alignToFour(readU32(message, 0)) !== message.length) return false
  const type = readU16(message, 4)
  const command = message[messageHeaderBytes]!
  if (type === messageTypes.controller) return command === controller.getFamily
  return type === familyId && questions.includes(command)
}
