import type { Cause } from '#model/causes/cause.ts'

export interface CauseGroup extends Pick<Cause, 'id' | 'certainty'> {
  readonly evidences: readonly Cause['evidence'][]
}

/** The same of several real servers is one cause, seen several times; each stands where the first of it stood. */
export const groupCauses = (causes: readonly Cause[]): CauseGroup[] =>
  [...Map.groupBy(causes, ({ id, certainty }) => `${id} ${certainty}`).values()].map((alike) => ({
    id: alike[0]!.id,
    certainty: alike[0]!.certainty,
    evidences: alike.map(({ evidence }) => evidence),
  }))
