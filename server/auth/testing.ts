/** An OpenID provider on loopback that lets in whoever it is told to, without a page. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { ProxyPeer } from './proxy.ts'

/** A connection from an address, without a certificate. */
export const peerAt = (address: string): ProxyPeer => ({ address, isOnUnixSocket: false, certificate: null })

export interface TestProvider {
  readonly issuer: string
  /** Who is let in next, with these claims. */
  as(sub: string, claims: Readonly<Record<string, unknown>>): void
  close(): Promise<void>
}

/** For a client `fairlead` with the secret `shh`, one redirect, and one after logging out. */
export async function startTestProvider(redirect: string, afterLogout: string = redirect): Promise<TestProvider> {
  let person: { readonly sub: string; readonly claims: Readonly<Record<string, unknown>> } = {
    sub: 'nobody',
    claims: {},
  }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'fairlead',
        client_secret: 'shh',
        redirect_uris: [redirect],
        post_logout_redirect_uris: [afterLogout],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'groups', 'namespaces'] },
    cookies: { keys: ['of this test alone'] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        // As a provider that asks nothing: its form sends itself.
        logoutSource: (context: { body: string }, form: string) => {
          context.body = `<!doctype html><title>Provider</title>${form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>')}<script>document.forms[0].submit()</script>`
        },
      },
    },
    interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId, ...person.claims }),
    }),
  })
  const callback = provider.callback()
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response)
    const { prompt, params } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: person.sub } })
    }
    const grant = new provider.Grant({ accountId: person.sub, clientId: params['client_id']! })
    grant.addOIDCScope(params['scope']!)
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  })
  return {
    issuer,
    as: (sub, claims) => {
      person = { sub, claims }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A browser as far as logins need one: it keeps cookies by host, and follows redirects one at a time. */
export function makeTestBrowser() {
  const jars = new Map<string, Map<string, string>>()
  const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }
  return {
    go,
    /** Until an answer is no redirect, or one to where it shall stop; with all addresses on the way. */
    async follow(url: string, most = 12): Promise<{ readonly response: Response; readonly way: readonly string[] }> {
      const way = [url]
      for (;;) {
        const response = await go(way.at(-1)!)
        const location = response.headers.get('location')
        if (location === null || way.length >= most) return { response, way }
        way.push(new URL(location, way.at(-1)).href)
      }
    },
  }
}
