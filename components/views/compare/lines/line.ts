/** What changed as lines, each with what it was and what it is: the groups on the page and its table are made of the same. */
import type { Words } from '#components/words/words.ts'
import type { Presence } from '#model/compare/comparison.ts'
import type { NodeName, ServiceId } from '#model/ids.ts'

export type Say = Words['compare']
export type What = keyof Say['what']
export type Kind = 'structure' | 'drift' | 'proof' | 'load'

export interface Line {
  readonly id: string
  readonly kind: Kind
  readonly what: What
  /** `same`: told for comparison, it did not change. */
  readonly is: Presence | 'same'
  readonly isProblem: boolean
  /** An address, a name of a field: machine text, in any language the same. Empty for none. */
  readonly key: string
  /** Null where there is nothing on that side. */
  readonly before: string | null
  readonly after: string | null
  /** Null where it is of no node. */
  readonly nodes: readonly NodeName[] | null
  /** Of all nodes only these few are not among them; null where that is no shorter way to say it. */
  readonly but: readonly NodeName[] | null
}

export interface Group {
  readonly id: string
  readonly service: ServiceId | null
  /** Of a group of nodes; null otherwise. */
  readonly nodes: readonly NodeName[] | null
  /** What neither names: the key of a virtual server. Empty where one does. */
  readonly title: string
  readonly is: Presence | 'same'
  readonly isProblem: boolean
  readonly lines: readonly Line[]
}

export interface Groups {
  readonly things: readonly Group[]
  readonly nodes: readonly Group[]
  readonly pods: Group | null
}

/** A line before it has its place. */
export type Draft = Partial<Line> & Pick<Line, 'what' | 'is'>

export const numberLines = (drafts: readonly Draft[], group: string): Line[] =>
  drafts.map((draft, at) => ({
    id: `${group} ${at}`,
    kind: 'structure',
    isProblem: false,
    key: '',
    before: null,
    after: null,
    nodes: null,
    but: null,
    ...draft,
  }))
