/** A snapshot from any bytes: what it holds, or one sentence on why it cannot be opened. Never throws. */
import type { Inflate, Opened, Series } from './format.ts'
import { snapshotLimits as limits } from './limits.ts'
import { envelope as envelope1 } from './v1/envelope.ts'
import { checked, readTold, Unfit } from './v1/told.ts'
import { envelope as envelope2 } from './v2/envelope.ts'

/** The version that is written. */
const newest = 2

const no = (why: string, kind: Extract<Opened, { ok: false }>['kind'] = 'damaged'): Opened => ({ ok: false, kind, why })
const notOurs = 'This is no snapshot of Fairlead, or it was damaged on its way.'
const tooLarge = 'This snapshot is larger than a snapshot may be.'

export async function openSnapshot(bytes: Uint8Array, inflate: Inflate): Promise<Opened> {
  if (bytes.length > limits.wireBytes) return no(tooLarge, 'too-large')
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return no(notOurs)
  const most = Math.min(limits.textBytes, Math.max(limits.ratioFromBytes, bytes.length * limits.ratio))
  try {
    const text = await inflate(bytes, most)
    return text === null ? no(notOurs) : openText(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    return no(notOurs)
  }
}

/** What is inside the gzip. */
export function openText(text: string): Opened {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return no(notOurs)
  }
  const newer = newerVersion(value)
  if (newer !== null)
    return no(
      `This snapshot is of format version ${newer}, and this Fairlead opens versions up to ${newest}: open it with the one that made it, or a newer one.`,
      'too-new',
    )
  try {
    const { takenAt, hub, address, pseudonyms, cluster, series } = readEnvelope(value)
    return { ok: true, takenAt, hub, address, isPseudonymous: pseudonyms, cluster: readTold(cluster), series }
  } catch (error) {
    return no(error instanceof Unfit ? `This snapshot cannot be opened: ${error.message}.` : notOurs)
  }
}

const versionOf = (value: unknown): unknown => (value as { version?: unknown } | null)?.version

function readEnvelope(value: unknown) {
  if (versionOf(value) !== 1) return checked(envelope2, value, 'snapshot')
  const { series, ...rest } = checked(envelope1, value, 'snapshot')
  return { ...rest, series: series && withoutFindings(series) }
}

/** Version 1 told the rate alone: what else was then is not known. */
function withoutFindings(series: Pick<Series, 'stepMs' | 'from' | 'connections'>): Series {
  const unknown = series.connections.map(() => null)
  return { ...series, wrong: unknown, settling: unknown, changes: unknown }
}

function newerVersion(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null
  const { format, version } = value as { format?: unknown; version?: unknown }
  return format === 'fairlead' && Number.isSafeInteger(version) && (version as number) > newest
    ? (version as number)
    : null
}
