import * as v from 'valibot'
import type { Source } from '../source.ts'

export const settings: Source<'settings', null> = {
  name: 'settings',
  schema: v.null(),
  read: async () => ({ is: 'unsupported', why: 'It is not read yet.' }),
}
