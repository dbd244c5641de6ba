/** Whether a row fits a question, told from its bytes: the question is spelled as the kernel spells once. */
import type { Protocol } from '../../topology.ts'
import { asciiBytes, hashBytes, isText } from '../bytes.ts'
import { formatKernelAddress, formatKernelPort } from './kernel-address.ts'
import type { ConnectionsQuestion } from './report.ts'
import { fields, type Row } from './row.ts'

export type Fits = (bytes: Uint8Array, row: Row) => boolean

/** Of a row that was scanned. Templates fit by the same fields; one that was invalidated has no port any more. */
export function makeFits(question: ConnectionsQuestion): Fits {
  const wanted: [number, Uint8Array][] = []
  if (question.client !== undefined) wanted.push([fields.client, kernelBytes(question.client)])
  if (question.real !== undefined) wanted.push([fields.real, kernelBytes(question.real)])
  if (question.state !== undefined) wanted.push([fields.state, asciiBytes(question.state)])
  const isVirtual = question.virtual && makeIsVirtual(question.virtual)
  const { protocol } = question
  return (bytes, row) => {
    if (protocol !== undefined && row.protocol !== protocol) return false
    for (const [field, text] of wanted) if (!isText(bytes, row.start[field]!, row.end[field]!, text)) return false
    return isVirtual === undefined || isVirtual(bytes, row)
  }
}

const kernelBytes = (address: string): Uint8Array => asciiBytes(formatKernelAddress(address) ?? '')

interface Target {
  readonly protocol: Protocol
  readonly address: Uint8Array
  readonly port: Uint8Array
}

function makeIsVirtual(virtual: NonNullable<ConnectionsQuestion['virtual']>): Fits {
  const byHash = new Map<number, Target[]>()
  for (const { protocol, address, port } of virtual) {
    const target = { protocol, address: kernelBytes(address), port: asciiBytes(formatKernelPort(port)) }
    const hash = hashBytes(target.port, 0, target.port.length, hashBytes(target.address, 0, target.address.length))
    const known = byHash.get(hash)
    if (known) known.push(target)
    else byHash.set(hash, [target])
  }
  return (bytes, row) => {
    const start = row.start[fields.virtual]!
    const end = row.end[fields.virtual]!
    const portStart = row.start[fields.virtualPort]!
    const portEnd = row.end[fields.virtualPort]!
    const targets = byHash.get(hashBytes(bytes, portStart, portEnd, hashBytes(bytes, start, end)))
    return (
      targets?.some(
        (target) =>
          target.protocol === row.protocol &&
          isText(bytes, start, end, target.address) &&
          isText(bytes, portStart, portEnd, target.port),
      ) ?? false
    )
  }
}
