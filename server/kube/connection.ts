/**
 * Requests to the API server. Finding it, trusting it and being known to it is the business of the
 * client library's KubeConfig; reading what it streams is ours, byte by byte and bounded.
 */
import http from 'node:http'
import https from 'node:https'
import { delimiter } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'

/** Where the API server is and how to be known to it. */
export type Access =
  | { readonly is: 'server'; readonly url: string }
  | { readonly is: 'kubeconfig'; readonly path: string }
  | { readonly is: 'in-cluster' }

export type Opened =
  | { readonly is: 'open'; readonly status: number; readonly body: http.IncomingMessage; close(): void }
  | { readonly is: 'failed'; readonly why: string }

export interface Connection {
  /** Starts a GET; answers with the headers, at the latest after `headersMs`. */
  open(path: string, query: Readonly<Record<string, string>>, headersMs: number): Promise<Opened>
}

/** Throws, with a sentence, when the kubeconfig cannot be read or names no cluster. */
export async function connect(access: Access): Promise<Connection> {
  const config = await loadConfig(access)
  const server = config.getCurrentCluster()?.server
  if (!server || !URL.canParse(server)) {
    throw new Error(
      'The kubeconfig has no current context with a cluster: choose one with `kubectl config use-context NAME`.',
    )
  }
  return {
    open: async (path, query, headersMs) => {
      const url = new URL(`${server.replace(/\/$/, '')}${path}?${new URLSearchParams(query)}`)
      const options: https.RequestOptions = {}
      try {
        await config.applyToHTTPSOptions(options)
      } catch (error) {
        return { is: 'failed', why: `credentials for ${url.host} could not be prepared: ${messageOf(error)}` }
      }
      return request(url, options, headersMs)
    },
  }
}

async function loadConfig(access: Access): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  if (access.is === 'in-cluster') config.loadFromCluster()
  else if (access.is === 'server') {
    config.loadFromClusterAndUser({ name: 'server', server: access.url, skipTLSVerify: true }, { name: 'nobody' })
  } else {
    const [first = '', ...others] = access.path.split(delimiter).filter((path) => path !== '')
    config.loadFromFile(first)
    for (const other of others) {
      const more = new KubeConfig()
      more.loadFromFile(other)
      config.mergeConfig(more)
    }
  }
  return config
}

function request(url: URL, options: https.RequestOptions, headersMs: number): Promise<Opened> {
  return new Promise((resolve) => {
    const headers = { ...options.headers, accept: 'application/json', 'accept-encoding': 'identity' }
    const sent = (url.protocol === 'https:' ? https : http).request(url, { ...options, method: 'GET', headers })
    const failed = (why: string) => {
      clearTimeout(patience)
      resolve({ is: 'failed', why: `the API server at ${url.host} does not answer: ${why}` })
      sent.destroy()
    }
    const patience = setTimeout(() => failed(`nothing heard for ${Math.round(headersMs / 1000)} s`), headersMs)
    sent.on('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'ECONNREFUSED' ? 'connection refused' : messageOf(error)),
    )
    sent.on('response', (body) => {
      clearTimeout(patience)
      resolve({ is: 'open', status: body.statusCode ?? 0, body, close: () => sent.destroy() })
    })
    sent.end()
  })
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return error instanceof Error
    ? error.message || String((error as NodeJS.ErrnoException).code ?? error.name)
    : String(error)
}
