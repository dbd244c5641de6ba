/** Milliseconds of a time in ISO 8601 with its zone, as `2025-03-14T03:05:00Z`; null for anything else. */
export function parseMoment(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  return Number.isNaN(at) ? null : at
}
