import * as v from 'valibot'
import type { Source } from '../source.ts'

export const kubeProxy: Source<'kubeProxy', null> = {
  name: 'kubeProxy',
  schema: v.null(),
  read: async () => ({ is: 'unsupported', why: 'It is not read yet.' }),
}
