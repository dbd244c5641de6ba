/** Capture files of the classic kind, as tcpdump writes them: a header of 24 bytes, then records of 16 bytes and a packet. */

export interface PcapRecord {
  /** Microseconds since 1970. */
  readonly atUs: number
  /** Bytes the device passed, of which `bytes` were kept. */
  readonly length: number
  readonly bytes: Uint8Array
}

export interface PcapReader {
  /** Takes the next bytes of the stream, cut anywhere, and gives the records they complete. */
  push(bytes: Uint8Array): PcapRecord[]
  /** Null until the header was read. */
  readonly linkType: number | null
  /** One sentence when the stream is broken: no records come from then on. */
  readonly wrong: string | null
}

/** tcpdump's own ceiling for what is kept of a packet. */
export const mostRecordBytes = 262_144
const fileHeaderBytes = 24
const recordHeaderBytes = 16
/** The second is of files with nanoseconds. */
const magics = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d }

interface Shape {
  readonly linkType: number
  readonly isLittleEndian: boolean
  /** Of the fraction of a second, for one microsecond. */
  readonly unitsPerUs: number
}

export function makePcapReader(): PcapReader {
  let held = new Uint8Array(4_096)
  let start = 0
  let end = 0
  let shape: Shape | null = null
  let wrong: string | null = null

  function hold(bytes: Uint8Array) {
    if (end + bytes.length > held.length) {
      const rest = held.subarray(start, end)
      const needed = rest.length + bytes.length
      if (needed > held.length) held = new Uint8Array(2 * needed)
      held.set(rest)
      end = rest.length
      start = 0
    }
    held.set(bytes, end)
    end += bytes.length
  }

  /** Null when the record is not all there, or cannot be. */
  function takeRecord({ isLittleEndian, unitsPerUs }: Shape): PcapRecord | null {
    if (end - start < recordHeaderBytes) return null
    const view = new DataView(held.buffer, start, recordHeaderBytes)
    const captured = view.getUint32(8, isLittleEndian)
    if (captured > mostRecordBytes) {
      wrong = `The capture is broken: a record of ${captured} bytes is more than the ${mostRecordBytes} there can be.`
      return null
    }
    const next = start + recordHeaderBytes + captured
    if (next > end) return null
    const fraction = Math.floor(view.getUint32(4, isLittleEndian) / unitsPerUs)
    const record = {
      atUs: view.getUint32(0, isLittleEndian) * 1e6 + fraction,
      length: view.getUint32(12, isLittleEndian),
      bytes: held.slice(start + recordHeaderBytes, next),
    }
    start = next
    return record
  }

  return {
    push(bytes) {
      if (wrong !== null) return []
      hold(bytes)
      if (shape === null) {
        if (end - start < fileHeaderBytes) return []
        const said = parseFileHeader(new DataView(held.buffer, start, fileHeaderBytes))
        if (typeof said === 'string') {
          wrong = said
          return []
        }
        shape = said
        start += fileHeaderBytes
      }
      const records: PcapRecord[] = []
      for (let record = takeRecord(shape); record !== null; record = takeRecord(shape)) records.push(record)
      return records
    },
    get linkType() {
      return shape?.linkType ?? null
    },
    get wrong() {
      return wrong
    },
  }
}

/** 0 magic | 4 major version 2, minor 2 | 8 time zone, accuracy: unused | 16 most bytes kept | 20 link type, in the low half */
function parseFileHeader(view: DataView): Shape | string {
  const isLittleEndian = view.getUint8(0) !== 0xa1
  const magic = view.getUint32(0, isLittleEndian)
  if (magic !== magics.micro && magic !== magics.nano)
    return `The capture is broken: it begins with ${view.getUint32(0).toString(16).padStart(8, '0')}, which no pcap file does.`
  const version = view.getUint16(4, isLittleEndian)
  if (version !== 2) return `The capture is in version ${version} of the pcap format: only version 2 can be read.`
  return {
    linkType: view.getUint32(20, isLittleEndian) & 0xffff,
    isLittleEndian,
    unitsPerUs: magic === magics.nano ? 1_000 : 1,
  }
}

/** A whole file, with microseconds. */
export function writePcap(linkType: number, records: readonly PcapRecord[]): Uint8Array {
  const size = records.reduce((sum, { bytes }) => sum + recordHeaderBytes + bytes.length, fileHeaderBytes)
  const file = new Uint8Array(size)
  const view = new DataView(file.buffer)
  view.setUint32(0, magics.micro, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, mostRecordBytes, true)
  view.setUint32(20, linkType, true)
  let at = fileHeaderBytes
  for (const { atUs, length, bytes } of records) {
    view.setUint32(at, Math.floor(atUs / 1e6), true)
    view.setUint32(at + 4, atUs % 1e6, true)
    view.setUint32(at + 8, bytes.length, true)
    view.setUint32(at + 12, length, true)
    file.set(bytes, at + recordHeaderBytes)
    at += recordHeaderBytes + bytes.length
  }
  return file
}
