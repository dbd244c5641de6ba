/** Tests, captures and walks of some namespaces: by the Service ports they ask, and without what mentions another. */
import type { AccessAsked, AccessCell, AccessSchedule, AccessTest } from '../access/access.ts'
import { type AccessCounts, makeCounter, noCounts } from '../access/counts.ts'
import type { ServicePortId } from '../ids.ts'
import { keepMap, update } from '../project/keep.ts'
import { noProofs, type Proofs, proofNames } from '../proofs.ts'
import { namespaceOf } from './hidden.ts'

export interface ProofsSight {
  readonly sees: (namespace: string) => boolean
  readonly mentions: (value: unknown) => boolean
}

/** The proofs of one state after another; what did not change stays the same object. */
export function makeProofsLimiter(): (proofs: Proofs, sight: ProofsSight) => Proofs {
  let last = noProofs
  let before: { readonly proofs: Proofs; readonly sight: ProofsSight } | null = null

  return (proofs, sight) => {
    if (before?.sight === sight && proofNames.every((name) => before!.proofs[name] === proofs[name])) return last
    const { mentions } = sight
    const seesPort = (port: ServicePortId) => sight.sees(namespaceOf(port))
    const cells = new Map([...proofs.accessCells].filter(([, cell]) => seesPort(cell.port) && !mentions(cell)))
    const captures = new Map([...proofs.captures].filter(([, { port }]) => seesPort(port)))
    const walks = new Map([...proofs.walks].filter(([, walk]) => seesPort(walk.asked.port) && !mentions(walk)))
    const tests = countsOf(cells)
    last = {
      accessCells: keepMap(last.accessCells, cells),
      accessTests: update(last.accessTests, proofs.accessTests, (id, test, known) =>
        sameAs(known, limitTest(test, seesPort, tests.get(id) ?? { cells: 0, ...noCounts })),
      ),
      accessSchedules: update(last.accessSchedules, proofs.accessSchedules, (_id, schedule, known) =>
        sameAs(known, limitSchedule(schedule, seesPort)),
      ),
      captures: keepMap(last.captures, captures),
      packets: keepMap(
        last.packets,
        new Map([...proofs.packets].filter(([, row]) => captures.has(row.capture) && !mentions(row))),
      ),
      walks: keepMap(last.walks, walks),
      walkResults: keepMap(
        last.walkResults,
        new Map([...proofs.walkResults].filter(([id, result]) => walks.has(id) && !mentions(result))),
      ),
    }
    before = { proofs, sight }
    return last
  }
}

type Counts = AccessCounts & Pick<AccessTest, 'cells'>

/** What a test says of its cells, said of those that are seen. */
function countsOf(cells: ReadonlyMap<string, AccessCell>): ReadonlyMap<string, Counts> {
  const tests = Map.groupBy(cells.values(), ({ test }) => test)
  return new Map(
    Array.from(tests, ([test, own]) => {
      const count = makeCounter()
      const ended = own.filter(({ state }) => state.is === 'done' || state.is === 'not-asked')
      return [test, { cells: own.length, ...(ended.map(count).at(-1) ?? noCounts) }]
    }),
  )
}

type SeesPort = (port: ServicePortId) => boolean

/** Null where nothing of it is seen; itself where all is. */
function limitTest(test: AccessTest, seesPort: SeesPort, counts: Counts): AccessTest | null {
  const asked = limitAsked(test.asked, seesPort)
  if (asked === test.asked) return test
  return asked && { ...test, asked, ...counts }
}

function limitSchedule(schedule: AccessSchedule, seesPort: SeesPort): AccessSchedule | null {
  const asked = limitAsked(schedule.asked, seesPort)
  return asked === schedule.asked ? schedule : asked && { ...schedule, asked }
}

function limitAsked(asked: AccessAsked, seesPort: SeesPort): AccessAsked | null {
  const ports = asked.ports.filter(seesPort)
  if (ports.length === asked.ports.length) return asked
  return ports.length === 0 ? null : { ...asked, ports }
}

const sameAs = <Value extends object>(known: Value | undefined, made: Value | null): Value | null =>
  known !== undefined && made !== null && JSON.stringify(known) === JSON.stringify(made) ? known : made
