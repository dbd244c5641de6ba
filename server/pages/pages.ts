/** The exported pages over HTTP: files by their path, and the one page for every address the browser routes itself. */
import { type File, loadFiles } from './load.ts'
import { reportTo } from './reports.ts'

export interface PageRequest {
  /** Below the base path, decoded: `/services/default/web`. */
  readonly path: string
  readonly acceptEncoding: string
  readonly ifNoneMatch: string
  /** The browser came by https, as far as can be told. */
  readonly isSecure: boolean
}

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Pages {
  /** False when nothing was exported. */
  readonly arePresent: boolean
  answer(request: PageRequest): PageAnswer
  /** A file as it is served, uncompressed; null where it was not built. */
  read(path: string): Buffer | null
}

export async function loadPages(dir: string, basePath: string): Promise<Pages> {
  const files = await loadFiles(dir, basePath)
  const index = files?.get('/index.html')
  if (!files || !index) return { arePresent: false, answer: () => unbuilt, read: () => null }

  return {
    arePresent: true,
    answer: (request) => {
      const file = files.get(request.path === '/' ? '/index.html' : request.path)
      if (file) return send(file, request)
      return isAddress(request.path) ? send(index, request) : notFound
    },
    read: (path) => files.get(path)?.body ?? null,
  }
}

/** Not a file that is missing: those lie under `/_next`, or at the top with an ending (`/favicon.ico`). */
const isAddress = (path: string): boolean => !path.startsWith('/_next/') && !/^\/[^/]*\.[^/]*$/.test(path)

function send(file: File, { path, acceptEncoding, ifNoneMatch, isSecure }: PageRequest): PageAnswer {
  const headers = {
    'content-type': file.type,
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': path.startsWith('/_next/static/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(file.policy === undefined
      ? {}
      : {
          // Over plain http browsers report to no endpoint, and do not look at `report-uri` beside one.
          'content-security-policy': isSecure ? `${file.policy}; ${reportTo}` : file.policy,
          'reporting-endpoints': isSecure ? (file.endpoints ?? '') : '',
          'cache-control': 'no-store',
        }),
  }
  if (ifNoneMatch === file.etag) return { status: 304, headers, body: Buffer.alloc(0) }
  const accepted = acceptEncoding.split(',').map((entry) => entry.trim().split(';')[0])
  if (file.brotli && accepted.includes('br')) return encoded(file.brotli, 'br', headers)
  if (file.gzip && accepted.includes('gzip')) return encoded(file.gzip, 'gzip', headers)
  return { status: 200, headers, body: file.body }
}

const encoded = (body: Buffer, encoding: string, headers: Readonly<Record<string, string>>): PageAnswer => ({
  status: 200,
  headers: { ...headers, 'content-encoding': encoding },
  body,
})

const html = (status: number, title: string, sentence: string): PageAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  body: Buffer.from(
    `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${sentence}</p></html>\n`,
  ),
})

const notFound = html(404, 'Not found', 'There is no such file.')
const unbuilt = html(
  503,
  'Fairlead has no pages yet',
  'The hub runs, but its pages were not built: run <code>npm run build</code>, then start it again.',
)
