/** Tests, captures and walks as one part of the state: the same object while none of its parts changed. */
import { noProofs, type Proofs, proofNames } from '#model/proofs.ts'

/** What each part is now; the same map while nothing of it changed. */
export type ProofSources = { readonly [Name in keyof Proofs]: () => Proofs[Name] }

export function gatherProofs(sources: ProofSources): () => Proofs {
  let last = noProofs
  return () => {
    const now = Object.fromEntries(proofNames.map((name) => [name, sources[name]()])) as unknown as Proofs
    if (proofNames.some((name) => now[name] !== last[name])) last = now
    return last
  }
}
