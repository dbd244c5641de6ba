/** The kernel's schedulers by its own names. A scheduler is one file and one line here; `twos` draws at random and cannot be replayed. */
import { dh } from './dh.ts'
import { fo } from './fo.ts'
import { lblc } from './lblc.ts'
import { lblcr } from './lblcr.ts'
import { lc } from './lc.ts'
import { mh } from './mh.ts'
import { nq } from './nq.ts'
import { ovf } from './ovf.ts'
import { rr } from './rr.ts'
import type { MakeScheduler } from './scheduler.ts'
import { sed } from './sed.ts'
import { sh } from './sh.ts'
import { wlc } from './wlc.ts'
import { wrr } from './wrr.ts'

export const schedulers: Readonly<Record<string, MakeScheduler>> = {
  rr,
  wrr,
  lc,
  wlc,
  sed,
  nq,
  fo,
  ovf,
  sh,
  dh,
  mh,
  lblc,
  lblcr,
}
