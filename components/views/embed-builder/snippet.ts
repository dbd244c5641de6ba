/** What goes into somebody's page, and what their server does. */
import type { EmbedView } from '#model/embed/views.ts'

export interface SnippetOptions {
  /** Where this hub is served, without a slash at the end. */
  readonly hub: string
  /** Path and query below the base path, without a slash in front; `topology` for the first view. */
  readonly view: string
  /** What the token is for: that view, and those its links may lead to without leaving the page. */
  readonly views: readonly EmbedView[]
  /** Null for no limit. */
  readonly namespaces: readonly string[] | null
  /** Empty for the reader's own. */
  readonly theme: string
  readonly lang: string
  readonly tokenUrl: string
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

export function makeSnippet({ hub, view, theme, lang, tokenUrl }: SnippetOptions): string {
  const attributes = { hub, view, 'token-url': tokenUrl, theme, lang }
  const written = Object.entries(attributes).flatMap(([name, value]) =>
    value === '' ? [] : `${name}="${escapeHtml(value)}"`,
  )
  return `<script src="${escapeHtml(hub)}/embed.js" async></script>\n<fairlead-view ${written.join(' ')}></fairlead-view>`
}

/** Of an address as somebody types it: without its origin, and with a word where there is none. */
export function readView(text: string, hub: string): string {
  const path = text
    .trim()
    .replace(hub, '')
    .replace(/^\/+/, '')
    .replace(/^embed\//, '')
  return path === '' || path.startsWith('?') ? `topology${path}` : path
}

/** Of the frame's address, which has none. */
export const pathOf = (view: string): string => view.replace(/^topology(?=$|\?)/, '')

export const makeServerCommand = ({ hub, views, namespaces }: SnippetOptions): string =>
  [
    `curl -X POST ${hub}/api/v1/embed-tokens`,
    `-H "authorization: Bearer $FAIRLEAD_EMBED_KEY"`,
    `-H 'content-type: application/json'`,
    `-d '${JSON.stringify({ views, namespaces }).replaceAll("'", String.raw`'\''`)}'`,
  ].join(' \\\n  ')
