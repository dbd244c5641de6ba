/** Totals of every real server over generic netlink, laid beside a table read from /proc. */
import { counterNames, type Totals } from '#model/load.ts'
import type { Supplement } from '#model/sources/ipvs/build.ts'
import { makeServicesRequest } from '#model/sources/ipvs/netlink.ts'
import { collectFacts, makeSupplement } from '#model/sources/ipvs/netlink-supplement.ts'
import type { Origin, Structure } from '#model/sources/ipvs/structure.ts'
import type { Growth } from './growth.ts'
import type { Kernel, Netlink } from './kernel.ts'
import { makeNetlinkTotals, type NetlinkTotals, trailNs } from './netlink/totals.ts'

export interface TotalsReader {
  /** Asked once for a new structure: what netlink knows of virtual servers that /proc does not print. Null without netlink. */
  supplement(): Supplement | null
  /** Whether the last supplement told scheduler flags. */
  showsSchedulerFlags(): boolean
  /** What the last supplement told has changed since, though /proc may show the same: said once. */
  takeNews(): boolean
  /**
   * How the rows grew since the last reading, or why that is not known. `node`: the node's own totals of this
   * moment, null where they cannot be read.
   */
  read(structure: Structure, origin: Origin | null, node: Totals | null): Growth | { readonly why: string }
}

interface Opened {
  readonly netlink: Netlink
  readonly totals: NetlinkTotals
}

/** While no packet comes, netlink is asked this seldom: for settings, which move no total. */
const idleNs = 10_000_000_000n
const nothing: Growth = { increments: [], unknown: [] }

export function makeTotalsReader(kernel: Kernel): TotalsReader {
  let opened: Opened | { readonly why: string } = { why: 'The table has not been read yet.' }
  let hasToldFlags = false
  const quiet = makeQuiet()

  const tryOpen = (): typeof opened => {
    const netlink = kernel.openNetlink()
    return 'why' in netlink ? netlink : { netlink, totals: makeNetlinkTotals(netlink) }
  }
  const attempt = <T>(work: (opened: Opened) => T): T | { readonly why: string } => {
    if ('why' in opened) return opened
    try {
      return work(opened)
    } catch (error) {
      quiet.forget()
      return { why: (error as Error).message }
    }
  }

  return {
    supplement() {
      // Also later than at the start: the module may have been loaded since.
      if ('why' in opened) opened = tryOpen()
      const facts = attempt(({ netlink }) => collectFacts((take) => netlink.request(makeServicesRequest(), take)))
      hasToldFlags = facts instanceof Map
      return facts instanceof Map ? makeSupplement(facts) : null
    },
    showsSchedulerFlags: () => hasToldFlags,
    takeNews: () => !('why' in opened) && opened.totals.takeNews(),
    read: (structure, origin, node) =>
      attempt(({ totals }) => {
        const nowNs = kernel.monotonicNs()
        if (quiet.isNow(structure, node, nowNs)) return nothing
        const growth = totals.read(structure, origin, nowNs)
        quiet.note(structure, growth, nowNs)
        return growth
      }),
  }
}

/**
 * Every packet counts in the node's totals as well as in a real server's: while those stand still, so do
 * all others, once the two refreshes that may differ in time are over.
 */
function makeQuiet() {
  let node: Totals | null = null
  let movedNs = 0n
  let readNs: bigint | null = null
  let structure: Structure | null = null

  return {
    isNow(of: Structure, now: Totals | null, nowNs: bigint): boolean {
      if (node === null || now === null || counterNames.some((name) => now[name] !== node![name])) movedNs = nowNs
      node = now
      return readNs !== null && of === structure && nowNs - movedNs >= trailNs && nowNs - readNs < idleNs
    },
    /** A whole reading was made. */
    note(of: Structure, growth: Growth, nowNs: bigint): void {
      structure = of
      readNs = growth.unknown.length === 0 ? nowNs : null
    },
    forget(): void {
      readNs = null
    },
  }
}
