/** Access tests, captures and walks: what nodes are made to do, and what of it is part of the state. */
import { randomBytes } from 'node:crypto'
import type { Cluster } from '#model/cluster.ts'
import type { NodeName } from '#model/ids.ts'
import { noProofs, type Proofs, proofNames } from '#model/proofs.ts'
import { makeAccess } from './access/access.ts'
import { type CapturesOptions, makeCaptures } from './captures/captures.ts'
import type { Questions } from './questions.ts'
import { makeWalks } from './walks/walks.ts'

export interface ProofsOptions {
  readonly cluster: () => Cluster
  /** Has facts of nodes read anew; resolves when `cluster` has them, or they cannot be had now. */
  readonly refresh: (nodes: Iterable<NodeName>) => Promise<void>
  readonly changed: () => void
  readonly timing: CapturesOptions['timing']
  readonly log: (sentence: string) => void
  readonly questions: Questions
  readonly follow: CapturesOptions['follow']
}

/** Names a test, capture or walk. */
const randomId = (): string => randomBytes(6).toString('hex')

export function makeProofs({ questions, follow, ...options }: ProofsOptions) {
  const own = { ...options, randomId }
  const access = makeAccess({ ...own, ask: questions.probe })
  const captures = makeCaptures({ ...own, follow, endCapture: questions.endCapture })
  const { probePatiently, connections } = questions
  const walks = makeWalks({ ...own, captures, probe: probePatiently, connections })
  const proofs = gatherProofs({
    accessTests: access.tests,
    accessCells: access.cells,
    accessSchedules: access.schedules,
    captures: captures.captures,
    packets: captures.packets,
    walks: walks.walks,
    walkResults: walks.results,
  })
  return {
    access,
    captures,
    walks,
    proofs,
    close() {
      walks.close()
      access.close()
      captures.close()
    },
  }
}

/** What each part is now; the same map while nothing of it changed. */
export type ProofSources = { readonly [Name in keyof Proofs]: () => Proofs[Name] }

/** The same object while none of its parts changed. */
export function gatherProofs(sources: ProofSources): () => Proofs {
  let last = noProofs
  return () => {
    const now = Object.fromEntries(proofNames.map((name) => [name, sources[name]()])) as unknown as Proofs
    if (proofNames.some((name) => now[name] !== last[name])) last = now
    return last
  }
}
