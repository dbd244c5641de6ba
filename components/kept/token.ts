/**
 * The token of a link stands in its fragment, which browsers send to nobody. It is kept for the tab as
 * well, since an address within the snapshot may lose it.
 */
import { isToken } from '#components/url/place.ts'

const storageKey = (id: string) => `fairlead.token.${id}`

/** Keeps the token of a link that came another way, such as pasted. */
export function keepToken(id: string, token: string): void {
  try {
    sessionStorage.setItem(storageKey(id), token)
  } catch {
    // Storage is forbidden to some pages.
  }
}

/** Null where the link came without. */
export function tokenOf(id: string): string | null {
  const { hash } = window.location
  try {
    if (!isToken(hash)) return sessionStorage.getItem(storageKey(id))
    sessionStorage.setItem(storageKey(id), hash.slice(1))
  } catch {
    // Storage is forbidden to some pages: the address is all there is.
  }
  return isToken(hash) ? hash.slice(1) : null
}
