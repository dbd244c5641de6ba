/** Reads the exported pages into memory, once: base path put in, compressed, named by their content. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { guardPage } from './guard.ts'
import { policyOf } from './policy.ts'
import { endpointsOf } from './reports.ts'
import { typeOf } from './types.ts'

/** Stands in the exported files for the base path, which only the hub knows. */
export const basePlaceholder = '/__fairlead_base__'

export interface File {
  readonly type: string
  readonly etag: string
  readonly body: Buffer
  /** Absent where compressing gains nothing. */
  readonly gzip?: Buffer
  readonly brotli?: Buffer
  /** Of pages only. */
  readonly policy?: string
  readonly endpoints?: string
}

/** Files by path, `/index.html`; null when there is no such directory. */
export async function loadFiles(dir: string, basePath: string): Promise<ReadonlyMap<string, File> | null> {
  let entries: { isFile(): boolean; parentPath: string; name: string }[]
  try {
    entries = await readdir(dir, { recursive: true, withFileTypes: true })
  } catch {
    return null
  }
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const loaded = await Promise.all(
    files.map(async (path) => {
      const name = `/${relative(dir, path).split(sep).join('/')}`
      return [name, await prepare(name, await readFile(path), basePath)] as const
    }),
  )
  return new Map(loaded)
}

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

async function prepare(name: string, bytes: Buffer, basePath: string): Promise<File> {
  const { type, isText } = typeOf(name)
  const isPage = name.endsWith('.html')
  const text = isText ? bytes.toString('utf8').replaceAll(basePlaceholder, basePath) : ''
  const body = isText ? Buffer.from(isPage ? guardPage(text) : text) : bytes
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const plain: File = {
    type,
    etag,
    body,
    ...(isPage ? { policy: policyOf(body.toString('utf8'), basePath), endpoints: endpointsOf(basePath) } : {}),
  }
  if (!isText || body.length < 1_024) return plain
  const [brotli, zipped] = await Promise.all([
    compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
    compressGzip(body, { level: 9 }),
  ])
  return { ...plain, brotli, gzip: zipped }
}
