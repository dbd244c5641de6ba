/** What goes into somebody's page, and what their server does. */
export interface SnippetOptions {
  /** Where this hub is served, without a slash at the end. */
  readonly hub: string
  /** Path and query below the base path, without a slash in front. */
  readonly view: string
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
    value === '' && name !== 'view' ? [] : `${name}="${escapeHtml(value)}"`,
  )
  return `<script src="${escapeHtml(hub)}/embed.js" async></script>\n<fairlead-view ${written.join(' ')}></fairlead-view>`
}

/** The first word of a view's address: what a token is for. */
export const viewOf = (view: string): string => view.replace(/^\//, '').split(/[/?]/)[0] ?? ''

export const makeServerCommand = ({ hub, view, namespaces }: SnippetOptions): string =>
  [
    `curl -X POST ${hub}/api/v1/embed-tokens`,
    `-H "authorization: Bearer $FAIRLEAD_EMBED_KEY"`,
    `-H 'content-type: application/json'`,
    `-d '${JSON.stringify({ views: [viewOf(view)], namespaces }).replaceAll("'", String.raw`'\''`)}'`,
  ].join(' \\\n  ')
