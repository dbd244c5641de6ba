/** The hub's own certificate, its key, and who may sign those of proxies: read from files, and read again when they change. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { TlsFiles } from './settings.ts'

export interface Certificates {
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca: Buffer | undefined
  /** Another when any of them is. */
  readonly digest: string
  /** When the first certificate of `cert` ends, wall clock, milliseconds. */
  readonly endsAt: number
}

/** Rejects with a sentence: which file, and what is wrong with it. */
export async function readCertificates(files: TlsFiles): Promise<Certificates> {
  const cert = await readPem('FAIRLEAD_TLS_CERT', files.cert)
  const key = await readPem('FAIRLEAD_TLS_KEY', files.key)
  const ca = files.clientCa === null ? undefined : await readPem('FAIRLEAD_TLS_CLIENT_CA', files.clientCa)
  const own = parsing(`FAIRLEAD_TLS_CERT ${files.cert} is no certificate`, () => new X509Certificate(cert))
  const secret = parsing(`FAIRLEAD_TLS_KEY ${files.key} is no key without a password`, () => createPrivateKey(key))
  if (!own.checkPrivateKey(secret))
    throw new Error(`FAIRLEAD_TLS_KEY ${files.key} is not the key of FAIRLEAD_TLS_CERT ${files.cert}.`)
  if (ca !== undefined) requireAuthorities(ca, files.clientCa!)
  const hash = createHash('sha256')
  for (const part of [cert, key, ca ?? Buffer.alloc(0)]) hash.update(`${part.length}:`).update(part)
  return { cert, key, ca, digest: hash.digest('hex'), endsAt: Date.parse(own.validTo) }
}

async function readPem(name: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Error(`${name} ${path} cannot be read: ${wordsOf(error)}.`)
  }
}

function requireAuthorities(ca: Buffer, path: string): void {
  const blocks = ca.toString('utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw new Error(`FAIRLEAD_TLS_CLIENT_CA ${path} has no certificate in it.`)
  for (const block of blocks) {
    const each = parsing(`FAIRLEAD_TLS_CLIENT_CA ${path} has something in it that is no certificate`, () => {
      return new X509Certificate(block)
    })
    if (!each.ca)
      throw new Error(
        `FAIRLEAD_TLS_CLIENT_CA ${path} has a certificate in it that may sign no others: ${oneLine(each.subject)}.`,
      )
  }
}

function parsing<T>(sentence: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new Error(`${sentence}: ${wordsOf(error)}.`)
  }
}

const oneLine = (text: string): string => text.replaceAll('\n', ', ')
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')

export interface Following {
  readonly files: TlsFiles
  /** What is in use. */
  readonly first: Certificates
  readonly after: (ms: number, run: () => void) => () => void
  /** Put other ones in use for connections to come. */
  readonly use: (certificates: Certificates) => void
  readonly log: (sentence: string) => void
}

/** Files are written one after the other, and links to them turned over by whoever manages secrets: so they are read, not watched. */
const everyMs = 10_000

/** Until the returned function is called. What cannot be used is said once, and what was in use stays. */
export function followCertificates({ files, first, after, use, log }: Following): () => void {
  let inUse = first.digest
  let saidOf = ''
  let isOver = false
  const look = async (): Promise<void> => {
    try {
      const found = await readCertificates(files)
      if (isOver) return
      saidOf = ''
      if (found.digest === inUse) return
      use(found)
      inUse = found.digest
      log(`Certificates were read again; the hub’s own ends ${new Date(found.endsAt).toISOString()}.`)
    } catch (error) {
      const why = wordsOf(error)
      if (why !== saidOf) log(`${why}. The certificates read before stay in use.`)
      saidOf = why
    }
  }
  const wait = (): (() => void) =>
    after(everyMs, () => {
      void look().finally(() => {
        if (!isOver) stop = wait()
      })
    })
  let stop = wait()
  return () => {
    isOver = true
    stop()
  }
}
