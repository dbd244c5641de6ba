/** Ends a `switch` over a union: a new member that nobody handles is a type error there. */
export function assertNever(value: never): never {
  throw new Error(`No case for ${JSON.stringify(value)}.`)
}
