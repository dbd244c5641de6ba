/**
 * The kernel as an agent sees it. The real one reads files below a root, so that a captured tree
 * reads the same; the demo's simulated kernels answer the same questions.
 */
import type { Address } from '#model/cluster.ts'

export interface Kernel {
  /** The whole of a file by its absolute path on the node (`/proc/net/ip_vs`); null when it does not exist. Throws when it cannot be read. */
  read(path: string): Uint8Array | null
  /** Addresses of interfaces that are up (kube-ipvs0 is down by design, so its are not among them). */
  addresses(): readonly Address[]
  /** Monotonic clock of the node. */
  monotonicNs(): bigint
  /** Wall clock of the node, milliseconds. */
  wallMs(): number
  /** A way to the IPVS generic netlink family, or why there is none here. */
  openNetlink(): Netlink | { readonly why: string }
}

/** Generic netlink, reads only. */
export interface Netlink {
  /**
   * Sends one request, from its generic netlink header on (`model/sources/ipvs/netlink.ts`), and
   * gives the payloads of all replies, likewise. They hold until the next request. Throws with the
   * kernel's error.
   */
  request(message: Uint8Array): readonly Uint8Array[]
  close(): void
}
