/** `GET /api/v1/me`: how one logs in to this hub, and whom it takes who asks for. */
import * as v from 'valibot'
import { roles } from './principal.ts'
import { loginKinds } from './protocol.ts'

const schema = v.object({
  mode: v.picklist(loginKinds),
  login: v.object({ token: v.boolean(), oidc: v.boolean() }),
  user: v.nullable(v.object({ name: v.string(), roles: v.array(v.picklist(roles)) })),
})
export type Me = v.InferOutput<typeof schema>

/** Null for anything that is not the answer. */
export function parseMe(value: unknown): Me | null {
  const result = v.safeParse(schema, value)
  return result.success ? result.output : null
}
