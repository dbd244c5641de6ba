/** The kernel of this machine, or a captured tree of one below another root. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Address } from '#model/cluster.ts'
import type { Ran } from '#model/sources/source.ts'
import { readDeviceNumbers } from './capture/devices.ts'
import { captureByTcpdump, tcpdumpArgv } from './capture/tcpdump.ts'
import type { KeptText } from './kept-text.ts'
import type { Kernel } from './kernel.ts'
import { openNetlink } from './netlink/open.ts'
import { askOnce } from './probe/ask.ts'
import { askLoopback, runProgram } from './run.ts'
import { streamFile, streamProgram } from './stream.ts'

export function makeRealKernel(root: string): Kernel {
  const isLive = root === '/'
  return {
    read(path, kept) {
      const file = openToRead(join(root, path))
      if (file === null) return null
      try {
        return kept ? readKept(file, kept) : readWhole(file)
      } finally {
        closeSync(file)
      }
    },
    list(path) {
      try {
        return readdirSync(join(root, path)).sort()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    stream: (path, take) => streamFile(join(root, path), take),
    run: isLive ? runProgram : captured,
    runStream: isLive ? streamProgram : captured,
    ask: isLive ? askLoopback : captured,
    addresses: isLive ? liveAddresses : () => capturedAddresses(root),
    monotonicNs: () => process.hrtime.bigint(),
    wallMs: () => Date.now(),
    probe: async (one) => (isLive ? askOnce(one) : capturedOnly),
    capture(question, to) {
      if (!isLive) return capturedOnly
      const users = new TextDecoder().decode(this.read('/etc/passwd') ?? new Uint8Array())
      return captureByTcpdump(tcpdumpArgv(question, users), () => readDeviceNumbers(this), to)
    },
    openNetlink: () => (isLive ? openNetlink() : { why: 'Totals cannot be read from a captured tree.' }),
  }
}

/** A captured tree has files and nothing that runs. */
const capturedOnly = { why: 'This is a captured tree of files.' }
const captured = async (): Promise<Ran> => ({ is: 'missing', ...capturedOnly })

function openToRead(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

// The kernel hands out a page a call and gives no size: both read on until nothing comes.

let whole = Buffer.allocUnsafe(256 * 1024)
function readWhole(file: number): Uint8Array {
  for (let length = 0; ; ) {
    if (length === whole.length) whole = Buffer.concat([whole], whole.length * 2)
    const got = readSync(file, whole, length, whole.length - length, null)
    if (got === 0) return whole.subarray(0, length)
    length += got
  }
}

const pieceBytes = 64 * 1024
const pageBytes = 4 * 1024
const piece = Buffer.allocUnsafe(pieceBytes)
/** Pages are gathered to pieces: comparing many small ones would cost more. */
function readKept(file: number, kept: KeptText): Uint8Array {
  kept.begin()
  for (let length = 0; ; ) {
    const got = readSync(file, piece, length, pieceBytes - length, null)
    length += got
    if (got > 0 && pieceBytes - length >= pageBytes) continue
    kept.add(piece.subarray(0, length))
    length = 0
    if (got === 0) return kept.end()
  }
}

function liveAddresses(): Address[] {
  return Object.entries(networkInterfaces()).flatMap(([device, entries]) =>
    (entries ?? []).map((entry) => ({
      device,
      address: entry.address,
      prefix: Number(entry.cidr?.split('/')[1] ?? 0),
    })),
  )
}

/** A captured tree holds its addresses in `addresses.json`, beside `proc`. */
function capturedAddresses(root: string): Address[] {
  try {
    return JSON.parse(readFileSync(join(root, 'addresses.json'), 'utf8')) as Address[]
  } catch {
    return []
  }
}
