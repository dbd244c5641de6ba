const collator = new Intl.Collator('en', { numeric: true })

/** As a person counts: znode2 before znode10. Names that only look equal keep an order of their own. */
export const compareNames = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
