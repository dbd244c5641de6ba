/** How totals of rows moved between two readings. */
export interface Growth {
  /** Row, then what the five totals grew by in `counterNames` order, of rows that grew; rows ascend. */
  readonly increments: readonly number[]
  /** Rows whose growth is not known: new, listed otherwise than the table, or a total fell. Ascending. */
  readonly unknown: readonly number[]
}

/** Numbers an increment takes. */
export const incrementWidth = 6
