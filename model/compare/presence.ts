import type { Presence } from './comparison.ts'

/** Null or undefined: not on that side. */
export const presenceOf = (before: unknown, after: unknown): Presence =>
  before == null ? 'appeared' : after == null ? 'vanished' : 'changed'
