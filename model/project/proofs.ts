/** Which proofs a scope gets: lists of them where they are looked at, and the whole of the one that is named. */
import { noProofs, type Proofs } from '../proofs.ts'
import type { Scope } from '../scope.ts'
import { keepMap, pick } from './keep.ts'

export function makeProofsProjection(scope: Scope): (proofs: Proofs) => Proofs {
  switch (scope.is) {
    case 'access':
      return makeOfAccess(scope.test)
    case 'capture':
      return makeOfCapture(scope.capture)
    case 'walk':
      return makeOfWalk(scope.walk)
    default:
      return () => noProofs
  }
}

/** Without a name: of the newest test. */
function makeOfAccess(named: string): (proofs: Proofs) => Proofs {
  let last = noProofs.accessCells
  return ({ accessTests, accessCells, accessSchedules }) => {
    const test = named === '' ? [...accessTests.keys()].at(-1) : named
    last = keepMap(last, new Map([...accessCells].filter(([, cell]) => cell.test === test)))
    return { ...noProofs, accessTests, accessSchedules, accessCells: last }
  }
}

function makeOfCapture(named: string): (proofs: Proofs) => Proofs {
  let last = noProofs.packets
  return ({ captures, packets }) => {
    last = keepMap(last, new Map([...packets].filter(([, row]) => row.capture === named)))
    return { ...noProofs, captures, packets: last }
  }
}

function makeOfWalk(named: string): (proofs: Proofs) => Proofs {
  let last = noProofs.walkResults
  return ({ walks, walkResults }) => {
    last = keepMap(last, pick(walkResults, [named]))
    return { ...noProofs, walks, walkResults: last }
  }
}
