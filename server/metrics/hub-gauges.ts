/** What the hub says of itself. */
import { Counter, Gauge, type Registry } from 'prom-client'

export interface HubFigures {
  readonly sockets: number
  readonly storeIsFine: boolean
  /** Bytes that may still be written to the store; null where another system watches that. */
  readonly storeRoomBytes: number | null
  /** Snapshots kept; null where that cannot be told now. */
  readonly snapshots: number | null
  /** Null where the hub remembers nothing. */
  readonly history: {
    readonly storeBytes: number
    readonly memoryBytes: number
    readonly lost: number
    readonly skipped: number
  } | null
  /** What browsers reported of the pages' policy since the hub began, by directive. */
  readonly violations: ReadonlyMap<string, number>
}

export function makeHubGauges(register: Registry, version: string): (figures: HubFigures) => void {
  const registers = [register]
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const build = new Gauge({
    name: 'fairlead_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    registers,
  })
  build.set({ version }, 1)
  const sockets = gauge('fairlead_sockets', 'Browsers connected now.')
  const store = gauge('fairlead_store_up', 'Whether what is written to the store will be there later: 1 or 0.')
  const room = new Gauge({
    name: 'fairlead_store_room_bytes',
    help: 'Bytes that may still be written to the store. Absent where another system watches that.',
    labelNames: [],
    registers,
  })
  const snapshots = new Gauge({
    name: 'fairlead_snapshots',
    help: 'Snapshots kept. Absent while the store does not answer.',
    labelNames: [],
    registers,
  })
  const history = new Gauge({
    name: 'fairlead_history_bytes',
    help: 'Packed bytes of history, by where they are: store or memory.',
    labelNames: ['place'],
    registers,
  })
  const skipped = new Counter({
    name: 'fairlead_history_skipped_total',
    help: 'Moments not remembered because the writer was busy.',
    registers,
  })
  const lost = new Counter({
    name: 'fairlead_history_lost_total',
    help: 'Packed chunks given up because the store could not take them.',
    registers,
  })
  const violations = new Counter({
    name: 'fairlead_policy_violations_total',
    help: 'What pages tried and their policy forbids, as browsers report it, by directive.',
    labelNames: ['directive'],
    registers,
  })
  return (figures) => {
    sockets.set(figures.sockets)
    store.set(figures.storeIsFine ? 1 : 0)
    setOrLeaveOut(room, figures.storeRoomBytes)
    setOrLeaveOut(snapshots, figures.snapshots)
    for (const counter of [skipped, lost, violations]) counter.reset()
    for (const [directive, count] of figures.violations) violations.inc({ directive }, count)
    if (figures.history === null) return history.reset()
    history.set({ place: 'store' }, figures.history.storeBytes)
    history.set({ place: 'memory' }, figures.history.memoryBytes)
    skipped.inc(figures.history.skipped)
    lost.inc(figures.history.lost)
  }
}

function setOrLeaveOut(gauge: Gauge, value: number | null): void {
  if (value === null) gauge.remove({})
  else gauge.set(value)
}
