/** What was asked of agents to prove how traffic goes: access tests, captures, walks. Part of the one state. */
import type {
  AccessCell,
  AccessCellId,
  AccessSchedule,
  AccessScheduleId,
  AccessTest,
  AccessTestId,
} from './access/access.ts'
import type { Capture, CaptureId, PacketId, PacketRow } from './capture/capture.ts'
import type { Walk, WalkId, WalkResult } from './walk/walk.ts'

export interface Proofs {
  /** The newest tests; `mostTests` of them. */
  readonly accessTests: ReadonlyMap<AccessTestId, AccessTest>
  readonly accessCells: ReadonlyMap<AccessCellId, AccessCell>
  readonly accessSchedules: ReadonlyMap<AccessScheduleId, AccessSchedule>
  readonly captures: ReadonlyMap<CaptureId, Capture>
  /** Of each capture the newest `mostPacketsShown`. */
  readonly packets: ReadonlyMap<PacketId, PacketRow>
  readonly walks: ReadonlyMap<WalkId, Walk>
  /** Of walks that have ended. */
  readonly walkResults: ReadonlyMap<WalkId, WalkResult>
}

export const noProofs: Proofs = {
  accessTests: new Map(),
  accessCells: new Map(),
  accessSchedules: new Map(),
  captures: new Map(),
  packets: new Map(),
  walks: new Map(),
  walkResults: new Map(),
}

export const proofNames = Object.keys(noProofs) as (keyof Proofs)[]
