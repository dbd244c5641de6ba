import * as v from 'valibot'
import type { Source } from '../source.ts'

export const serviceAddresses: Source<'serviceAddresses', null> = {
  name: 'serviceAddresses',
  schema: v.null(),
  read: async () => ({ is: 'unsupported', why: 'It is not read yet.' }),
}
