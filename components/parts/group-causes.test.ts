import { expect, it } from 'vitest'
import type { Cause } from '#model/causes/cause.ts'
import { groupCauses } from './group-causes.ts'

const cause = (id: Cause['id'], certainty: Cause['certainty'], real: string): Cause => ({
  id,
  certainty,
  evidence: { real },
})

it('causes of the same kind and certainty are one, where the first of them stood', () => {
  const causes = [
    cause('pod-silent', 'likely', 'a'),
    cause('dropped-on-node', 'possible', 'a'),
    cause('pod-silent', 'likely', 'b'),
    cause('pod-silent', 'possible', 'c'),
  ]
  expect(groupCauses(causes)).toEqual([
    { id: 'pod-silent', certainty: 'likely', evidences: [{ real: 'a' }, { real: 'b' }] },
    { id: 'dropped-on-node', certainty: 'possible', evidences: [{ real: 'a' }] },
    { id: 'pod-silent', certainty: 'possible', evidences: [{ real: 'c' }] },
  ])
  expect(groupCauses([])).toEqual([])
})
