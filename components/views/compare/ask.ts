/** Gets two states compared: by the hub where it has both, here where one of them is on this machine. */
import { openLink } from '#components/kept/fetch.ts'
import { openApart } from '#components/kept/open-apart.ts'
import type { Trouble as KeptTrouble, Outcome } from '#components/kept/outcome.ts'
import { tokenOf } from '#components/kept/token.ts'
import { getBytes, postJson } from '#components/url/api.ts'
import type { Cluster } from '#model/cluster.ts'
import { formatSide } from '#model/compare/ask.ts'
import { compareClusters } from '#model/compare/compare.ts'
import type { Comparison } from '#model/compare/comparison.ts'
import { parseComparison } from '#model/compare/read.ts'
import type { Side } from './sides.ts'

export type Trouble =
  | { readonly is: 'silent' | 'no-token' | 'no-file' }
  /** The hub's own sentence. */
  | { readonly is: 'said'; readonly why: string }
  | { readonly is: 'too-old'; readonly at: number }
  | { readonly is: 'snapshot'; readonly why: KeptTrouble }

export type Compared =
  | { readonly is: 'compared'; readonly comparison: Comparison }
  | { readonly is: 'failed'; readonly trouble: Trouble }

/** A state on this machine. */
export interface LocalState {
  readonly name: string
  readonly cluster: Cluster
  readonly hasStandIns: boolean
}

export interface Pair<Of> {
  readonly a: Of
  readonly b: Of
}

const failed = (trouble: Trouble): Compared => ({ is: 'failed', trouble })

export function compareSides(sides: Pair<Side>, files: Pair<LocalState | null>): Promise<Compared> {
  return sides.a.is === 'file' || sides.b.is === 'file' ? compareHere(sides, files) : compareThere(sides)
}

async function compareThere({ a, b }: Pair<Side>): Promise<Compared> {
  const asks = [a, b].map((side) => {
    if (side.is !== 'snapshot') return side.is === 'file' ? null : formatSide(side)
    const token = tokenOf(side.id)
    return token === null ? null : formatSide({ ...side, token })
  })
  if (asks.includes(null)) return failed({ is: 'no-token' })
  const answer = await postJson(['compare'], { a: asks[0], b: asks[1] })
  if (!answer.ok) return failed(answer.why === null ? { is: 'silent' } : { is: 'said', why: answer.why })
  const comparison = parseComparison(answer.value)
  return comparison === null ? failed({ is: 'silent' }) : { is: 'compared', comparison }
}

async function compareHere(sides: Pair<Side>, files: Pair<LocalState | null>): Promise<Compared> {
  const [a, b] = await Promise.all([bring(sides.a, files.a), bring(sides.b, files.b)])
  if (!('cluster' in a)) return failed(a)
  if (!('cluster' in b)) return failed(b)
  const standIns = { a: a.hasStandIns, b: b.hasStandIns }
  return { is: 'compared', comparison: compareClusters(a.cluster, b.cluster, standIns) }
}

type Brought = Omit<LocalState, 'name'> | Trouble

/** The whole state here, whoever has it. */
async function bring(side: Side, file: LocalState | null): Promise<Brought> {
  switch (side.is) {
    case 'file':
      return file ?? { is: 'no-file' }
    case 'snapshot':
      return opened(await openLink(side.id, tokenOf(side.id)))
    case 'live':
    case 'earlier':
    case 'moment': {
      const at = side.is === 'moment' ? side.at : Date.now() - (side.is === 'earlier' ? 15 * 60_000 : 0)
      const answer = await getBytes(['history', 'at'], { time: new Date(at).toISOString() })
      if (answer.is === 'bytes') return opened(await openApart(answer.bytes))
      return answer.is === 'refused' && answer.status === 404 ? { is: 'too-old', at } : { is: 'silent' }
    }
  }
}

const opened = (outcome: Outcome): Brought =>
  outcome.is === 'open'
    ? { cluster: outcome.snapshot.cluster, hasStandIns: outcome.snapshot.isPseudonymous }
    : { is: 'snapshot', why: outcome.why }
