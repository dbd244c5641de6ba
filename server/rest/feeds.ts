/** Times and feeds as they are written in answers. */
export interface Feedlike {
  readonly is: string
  readonly since?: number
  readonly why?: string
}

/** `2026-11-23T09:00:00.000Z`; null for a time that never was. */
export const formatTime = (at: number | null | undefined): string | null =>
  at === null || at === undefined || at === 0 ? null : new Date(at).toISOString()

export const showFeed = ({ is, since, why }: Feedlike) => ({ is, since: formatTime(since), why: why ?? null })
