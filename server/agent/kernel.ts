/**
 * The kernel as an agent sees it. The real one reads files below a root, so that a captured tree
 * reads the same; the demo's simulated kernels answer the same questions.
 */
import type { CaptureLine, CaptureQuestion } from '#model/capture/question.ts'
import type { Address } from '#model/cluster.ts'
import type { PcapRecord } from '#model/packets/pcap.ts'
import type { ProbeMethod, ProbeTry } from '#model/probe/question.ts'
import type { TakeReply } from '#model/sources/ipvs/netlink.ts'
import type { Ran } from '#model/sources/source.ts'
import type { KeptText } from './kept-text.ts'
import type { Take } from './stream.ts'

export interface Kernel {
  /**
   * The whole of a file by its absolute path on the node (`/proc/net/ip_vs`), until the next call; null when
   * it does not exist. Throws when it cannot be read. A kernel that can puts it into `kept` when that is given.
   */
  read(path: string, kept?: KeptText): Uint8Array | null
  /** Names in a folder, sorted; null when it does not exist. */
  list(path: string): readonly string[] | null
  /**
   * The same file piece by piece, for files too large to hold; false when it does not exist. A
   * piece holds only until `take` returns. Lets other work run in between.
   */
  stream(path: string, take: Take): Promise<boolean>
  /** A program with fixed arguments: no shell, bounded in time and output. */
  run(argv: readonly string[]): Promise<Ran>
  /** The same with its output piece by piece; `Ran.text` is then empty. */
  runStream(argv: readonly string[], take: Take): Promise<Ran>
  /** HTTP GET on the node's loopback, bounded in time and size. */
  ask(port: number, path: string): Promise<Ran>
  /** Addresses of interfaces that are up (kube-ipvs0 is down by design, so its are not among them). */
  addresses(): readonly Address[]
  /** Monotonic clock of the node. */
  monotonicNs(): bigint
  /** Wall clock of the node, milliseconds. */
  wallMs(): number
  /** A way to the IPVS generic netlink family, or why there is none here. */
  openNetlink(): Netlink | { readonly why: string }
  /** Asks one target once, from this node; ends within its timeout. Or why nothing can be asked from here. */
  probe(one: ProbeOnce): Promise<Tried | { readonly why: string }>
  /**
   * Watches packets pass, until it is stopped or the question's seconds are over; or why it cannot. Its other
   * limits are the caller's to keep.
   */
  capture(question: CaptureQuestion, to: CaptureEvents): RunningCapture | { readonly why: string }
}

/** One try of a probe. */
export interface ProbeOnce {
  readonly address: string
  readonly port: number
  readonly method: ProbeMethod
  readonly timeoutMs: number
  /** Local port; null for any that is free. */
  readonly sourcePort: number | null
}

/** How a try went, as its socket knows it. */
export type Tried = Omit<ProbeTry, 'chosen' | 'state' | 'source'>

/** Kernel's number and name of a device. */
export type DeviceNumber = readonly [index: number, name: string]

export interface CaptureEvents {
  /** Once, before any record: what passes from now on is seen. `linkType` as in pcap files, 276 is LINUX_SLL2. */
  started(linkType: number, devices: readonly DeviceNumber[]): void
  /** Of every device there is. The bytes are the taker's to keep. */
  records(records: readonly PcapRecord[]): void
  /** Once, last, after `stop` too; without `started` where it never began. */
  ended(end: CaptureOver): void
}
export type CaptureOver = Omit<Extract<CaptureLine, { is: 'ended' }>, 'is'>

export interface RunningCapture {
  /** Ends it at once; `ended` follows. */
  stop(): void
}

/** Generic netlink, reads only. */
export interface Netlink {
  /**
   * Sends one request, from its generic netlink header on (`model/sources/ipvs/netlink.ts`), and
   * gives each reply to `take` as it comes. Throws with the kernel's error.
   */
  request(message: Uint8Array, take: TakeReply): void
  close(): void
}
