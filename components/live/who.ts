/** A socket that is refused says no reason to a page, and is an error in its console: so the hub is asked first whom it takes the page for. */
import { type Me, parseMe } from '#model/me.ts'
import { has } from '#model/principal.ts'

/** The hub answers within this time or is taken for silent, milliseconds. */
const deadlineMs = 5_000

/** Null where the hub does not answer. */
export async function askMe(base: string): Promise<Me | null> {
  try {
    const signal = AbortSignal.timeout(deadlineMs)
    const response = await fetch(`${base}/api/v1/me`, { credentials: 'same-origin', signal })
    return parseMe(await response.json())
  } catch {
    return null
  }
}

/** Null where it is no question of who asks. */
export async function askWhyRefused(base: string): Promise<'login' | 'role' | null> {
  const me = await askMe(base)
  if (me === null) return null
  if (me.user === null) return 'login'
  return has(me.user, 'view') ? null : 'role'
}
