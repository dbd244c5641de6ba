import * as v from 'valibot'
import type { Source } from '../source.ts'

export const routes: Source<'routes', null> = {
  name: 'routes',
  schema: v.null(),
  read: async () => ({ is: 'unsupported', why: 'It is not read yet.' }),
}
