/**
 * Colours by role, read from the page's CSS variables, so that page and canvas agree. Read again
 * when the theme changes.
 */
export type Palette<Role extends string> = Readonly<Record<Role, string>>

/** Each role is the CSS variable `--ROLE` as seen by `element`. */
export function readPalette<Role extends string>(element: HTMLElement, roles: readonly Role[]): Palette<Role> {
  const style = getComputedStyle(element)
  const entries = roles.map((role) => [role, style.getPropertyValue(`--${role}`).trim() || 'currentColor'])
  return Object.fromEntries(entries) as Palette<Role>
}

/** Calls back when the theme may have changed. Returns its undo. */
export function watchTheme(callback: () => void): () => void {
  const observer = new MutationObserver(callback)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] })
  const media = window.matchMedia('(prefers-color-scheme: dark)')
  media.addEventListener('change', callback)
  return () => {
    observer.disconnect()
    media.removeEventListener('change', callback)
  }
}

/** Whether people asked for less motion; calls back when they change their mind. */
export function watchMotion(callback: (still: boolean) => void): () => void {
  const media = window.matchMedia('(prefers-reduced-motion: reduce)')
  const tell = () => callback(media.matches)
  tell()
  media.addEventListener('change', tell)
  return () => media.removeEventListener('change', tell)
}
