import * as v from 'valibot'
import type { Source } from '../source.ts'

export const devices: Source<'devices', null> = {
  name: 'devices',
  schema: v.null(),
  read: async () => ({ is: 'unsupported', why: 'It is not read yet.' }),
}
