/**
 * A portal as somebody else would write it: one page with an embedded view, and a server that gives it tokens. Start it with
 *
 *     HUB=http://127.0.0.1:3000 FAIRLEAD_EMBED_KEY=… VIEW=services/default/web PORT=8080 node e2e/portal/main.ts
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PortalOptions {
  /** Where the hub is, as a browser finds it, without a slash at the end. */
  readonly hub: string
  readonly key: string
  readonly view: string
  /** Views its token is for: where none are given the one alone. */
  readonly views?: readonly string[]
  /** Null for no limit. */
  readonly namespaces: readonly string[] | null
  readonly port: number
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const pageOf = ({ hub, view }: PortalOptions): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Portal</title>
<link rel="icon" href="data:,">
<style>body { font: 16px/1.5 sans-serif; max-width: 70rem; margin: 2rem auto }</style>
<h1>The portal of somebody</h1>
<p>State: <output id="state"></output></p>
<script src="${escapeHtml(hub)}/embed.js" async></script>
<fairlead-view hub="${escapeHtml(hub)}" view="${escapeHtml(view)}" token-url="/fairlead-token" theme="light" lang="en"></fairlead-view>
<script>
  document.querySelector('fairlead-view').addEventListener('fairlead-state', ({ detail }) => {
    document.getElementById('state').textContent = [detail.state, detail.why].filter(Boolean).join(': ')
  })
</script>
</html>
`

/** What the hub says to the key, handed on to the page. A real portal asks first who it is that looks. */
async function tokenOf({
  hub,
  key,
  view,
  views = [view.split(/[/?]/)[0]!],
  namespaces,
}: PortalOptions): Promise<{ status: number; body: string }> {
  const response = await fetch(`${hub}/api/v1/embed-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ views, namespaces, seconds: 30 }),
  })
  return { status: response.status, body: await response.text() }
}

export function startPortal(options: PortalOptions): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(async (request, response) => {
    if (request.method === 'POST' && request.url === '/fairlead-token') {
      const { status, body } = await tokenOf(options).catch(() => ({ status: 502, body: '{}' }))
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body)
      return
    }
    const isPage = request.method === 'GET' && request.url === '/'
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
    response.end(isPage ? pageOf(options) : '')
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, 'localhost', () => resolve({ server, port: (server.address() as AddressInfo).port }))
  })
}
