/** `FAIRLEAD_STORE` and `FAIRLEAD_STORE_BYTES`: where the store is, and how large it may become. */

export type StoreChoice =
  | { readonly is: 'memory' }
  | { readonly is: 'sqlite'; readonly path: string }
  /** With its password in it: never written anywhere. */
  | { readonly is: 'postgres'; readonly url: string }

/** The choice, or a sentence on what is wrong with it. `otherwise` is the file used where nothing is said. */
export function parseStore(text: string, otherwise: string): StoreChoice | string {
  if (text === '') return { is: 'sqlite', path: otherwise }
  if (text === 'memory') return { is: 'memory' }
  const path = /^sqlite:(.+)$/.exec(text)?.[1]
  if (path !== undefined) {
    if (/^(:memory:|file:|\/\/)/.test(path) || path.includes('\0'))
      return 'FAIRLEAD_STORE must name a file after “sqlite:”, such as sqlite:/var/lib/fairlead/fairlead.db.'
    return { is: 'sqlite', path }
  }
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text))
    return 'FAIRLEAD_STORE must read sqlite:PATH, postgres://USER@HOST/DATABASE or memory.'
  return isWithinReach(new URL(text))
    ? { is: 'postgres', url: text }
    : 'FAIRLEAD_STORE names a database on another machine and does not say how the way there is protected: add ?sslmode=verify-full, or ?sslmode=disable to do without.'
}

/** Nothing to listen to on the way, or it is said what protects it. */
const isWithinReach = (url: URL): boolean =>
  url.searchParams.has('sslmode') ||
  url.searchParams.has('host') ||
  /^(|localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)

export const storeBytes = { least: 128 << 20, usual: 2 ** 30, most: 2 ** 40 }
