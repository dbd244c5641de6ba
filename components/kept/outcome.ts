/** What came of opening a snapshot, and why it came to nothing: each is one sentence for a person. */
import type { Snapshot } from '#model/snapshot/format.ts'

export const troubles = [
  'no-token',
  'unknown',
  'busy',
  'no-answer',
  'damaged',
  'too-new',
  'too-large',
  'too-slow',
] as const
export type Trouble = (typeof troubles)[number]

export type Outcome =
  | { readonly is: 'open'; readonly snapshot: Snapshot }
  | { readonly is: 'failed'; readonly why: Trouble }

export const failed = (why: Trouble): Outcome => ({ is: 'failed', why })
