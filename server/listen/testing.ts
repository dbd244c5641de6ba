/** For tests: authorities, and certificates they sign, made anew each time by `openssl`. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasOpenssl = existsSync('/usr/bin/openssl')

/** Paths of PEM files. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

export interface TestAuthority extends TestCertificate {
  /** `san` as openssl writes it: `DNS:proxy.example`. `days` below 0: it has ended. */
  sign(name: string, of: { readonly san?: string; readonly days?: number }): TestCertificate
}

export function makeTestAuthorities(): { make(name: string): TestAuthority; readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-tls-'))
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let made = 0
  const makeKey = (): string => {
    const key = join(folder, `${++made}.key`)
    run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key)
    return key
  }
  return {
    folder,
    make(name) {
      const key = makeKey()
      const cert = join(folder, `${made}.crt`)
      run('req', '-x509', '-new', '-key', key, '-subj', `/CN=${name}`, '-days', '30', '-out', cert)
      return {
        cert,
        key,
        sign(subject, { san, days = 30 }) {
          const own = makeKey()
          const [request, extensions, signed] = ['csr', 'ext', 'crt'].map((end) => join(folder, `${made}.${end}`))
          run('req', '-new', '-key', own, '-subj', `/CN=${subject}`, '-out', request!)
          writeFileSync(extensions!, `basicConstraints=CA:FALSE\n${san ? `subjectAltName=${san}\n` : ''}`)
          run(
            ...['x509', '-req', '-in', request!, '-CA', cert, '-CAkey', key, '-CAcreateserial'],
            ...['-days', String(days), '-extfile', extensions!, '-out', signed!],
          )
          return { cert: signed!, key: own }
        },
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
