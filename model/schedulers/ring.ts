/**
 * The real servers of one virtual server as the kernel's schedulers see them: a ring, newest
 * first, whose members count their connections (Linux 6.1 net/netfilter/ipvs/ip_vs_ctl.c, ip_vs_conn.c).
 */

/** One real server. Altered in place: schedulers look at it at every connection. */
export interface Member {
  /** The address folded to 32 bits: `foldAddress`. */
  readonly key: number
  readonly port: number
  weight: number
  /** The last weight above 0: `mh` keeps an emptied server's places by it. */
  lastWeight: number
  active: number
  inactive: number
  /** Most connections it may have; 0 for any number. */
  upper: number
  /** It takes connections again below this; 0 for three quarters of `upper`. */
  lower: number
  overloaded: boolean
}

export const makeMember = (key: number, port: number, weight: number, upper = 0, lower = 0): Member => ({
  key,
  port,
  weight,
  lastWeight: weight,
  active: 0,
  inactive: 0,
  upper,
  lower,
  overloaded: false,
})

/** What happened to a ring. `before` is the member ahead of a removed one; null when it was the first. */
export type RingChange =
  | { readonly is: 'added' | 'weight'; readonly member: Member }
  | { readonly is: 'removed'; readonly member: Member; readonly before: Member | null }

export interface Ring {
  /** Newest first. */
  readonly members: readonly Member[]
  /** The load of a member in the sense of lc, wlc, lblc, lblcr. */
  load(member: Member): number
}

export const isUsable = (member: Member): boolean => member.weight > 0 && !member.overloaded

/** A new connection: inactive until its first packets have been seen. */
export function bind(member: Member): void {
  member.inactive++
  if (member.upper > 0 && member.active + member.inactive >= member.upper) member.overloaded = true
}

/** The connection leaves the count it was in. */
export function unbind(member: Member, wasActive: boolean): void {
  if (wasActive) member.active--
  else member.inactive--
  const bound = member.active + member.inactive
  if (member.lower > 0 ? bound < member.lower : bound * 4 < member.upper * 3 || member.upper === 0) {
    member.overloaded = false
  }
}

/** Between the two counts; at the end of the handshake and at the first FIN. */
export function setActive(member: Member, isActive: boolean): void {
  member.active += isActive ? 1 : -1
  member.inactive += isActive ? -1 : 1
}
