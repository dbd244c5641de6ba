import { expect, it } from 'vitest'
import { noProofs, type Proofs } from '#model/proofs.ts'
import { gatherProofs, type ProofSources } from './proofs.ts'

it('is the same object until a part is another', () => {
  let walks: Proofs['walks'] = new Map()
  const sources = Object.fromEntries(Object.entries(noProofs).map(([name, part]) => [name, () => part]))
  const proofs = gatherProofs({ ...(sources as unknown as ProofSources), walks: () => walks })
  const first = proofs()
  expect(proofs()).toBe(first)
  walks = new Map()
  expect(proofs()).not.toBe(first)
  expect(proofs()).toMatchObject({ walks, captures: noProofs.captures })
  expect(proofs()).toBe(proofs())
})
