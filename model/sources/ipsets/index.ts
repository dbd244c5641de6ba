import * as v from 'valibot'
import type { Source } from '../source.ts'

export const ipsets: Source<'ipsets', null> = {
  name: 'ipsets',
  schema: v.null(),
  read: async () => ({ is: 'unsupported', why: 'It is not read yet.' }),
}
