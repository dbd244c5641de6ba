/** Who may import whom. A room is a folder; the first that fits a file is its room. */

export interface Wall {
  /** Files this line is about: a prefix of their path. */
  readonly room: string
  /** Prefixes of our own files it may import, besides its own room. */
  readonly ours: readonly string[]
  /** Packages it may import; null for any. `node:` is written `node:`. */
  readonly packages: readonly string[] | null
}

const hubRooms = [
  'server/access/',
  'server/auth/',
  'server/captures/',
  'server/compare/',
  'server/embed/',
  'server/fleet/',
  'server/flows/',
  'server/history/',
  'server/kube/',
  'server/listen/',
  'server/live/',
  'server/metrics/',
  'server/pages/',
  'server/rest/',
  'server/snapshots/',
  'server/store/',
  'server/walks/',
]
const parts = ['components/live/', 'components/url/', 'components/words/', 'components/parts/']
const page = ['react', 'd3']

export const walls: readonly Wall[] = [
  { room: 'model/', ours: [], packages: ['valibot', '@noble/hashes'] },
  { room: 'server/agent/', ours: ['model/'], packages: ['node:', 'koffi'] },
  {
    room: 'server/demo/',
    ours: ['model/', 'server/agent/', 'server/hub.ts', 'server/config.ts', 'server/version.ts'],
    packages: ['node:'],
  },
  { room: 'server/kube/', ours: ['model/'], packages: ['node:', '@kubernetes/client-node'] },
  { room: 'server/listen/', ours: [], packages: ['node:'] },
  { room: 'server/live/', ours: ['model/'], packages: ['node:', 'socket.io', 'ws'] },
  { room: 'server/compare/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/embed/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/fleet/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/auth/testing.ts', ours: ['model/', 'server/auth/'], packages: ['node:', 'oidc-provider'] },
  { room: 'server/auth/', ours: ['model/', 'server/store/'], packages: ['node:', 'openid-client'] },
  { room: 'server/flows/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/access/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/captures/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/walks/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/rest/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/store/', ours: [], packages: ['node:', 'pg'] },
  { room: 'server/snapshots/', ours: ['model/', 'server/store/'], packages: ['node:'] },
  { room: 'server/history/', ours: ['model/', 'server/store/'], packages: ['node:'] },
  { room: 'server/metrics/', ours: ['model/'], packages: ['node:', 'prom-client'] },
  { room: 'server/pages/', ours: ['model/'], packages: ['node:'] },
  { room: 'server/launch/', ours: [], packages: ['node:', 'esbuild'] },
  { room: 'server/', ours: ['model/', ...hubRooms], packages: ['node:', '@kubernetes/client-node'] },
  { room: 'components/stage/', ours: [], packages: ['d3'] },
  { room: 'components/live/', ours: ['model/'], packages: ['react', 'socket.io-client'] },
  { room: 'components/url/', ours: ['model/', 'components/views/paths.ts'], packages: ['react'] },
  { room: 'components/words/', ours: ['model/', 'components/live/', 'components/url/'], packages: ['react'] },
  { room: 'components/parts/', ours: ['model/', ...parts], packages: ['react'] },
  {
    room: 'components/',
    ours: ['model/', 'components/stage/', 'components/frame/', 'components/views/', ...parts],
    packages: page,
  },
  { room: 'app/', ours: ['components/'], packages: ['react', 'next', '@fontsource-variable/'] },
  {
    room: 'bench/',
    ours: ['model/', 'server/', 'e2e/lab/'],
    packages: ['node:', 'socket.io', '@playwright/test', 'pg'],
  },
  { room: 'e2e/', ours: ['model/', 'server/'], packages: null },
]

export interface Import {
  readonly from: string
  /** Path from the root for our own files, else the package as written. */
  readonly to: string
  readonly isOurs: boolean
}

/** Null when allowed, else a sentence. Tests may also use what they are tested with. */
export function judge({ from, to, isOurs }: Import): string | null {
  const wall = walls.find(({ room }) => from.startsWith(room))
  if (!wall) return null
  const isTest = /\.test\.tsx?$/.test(from) || from.startsWith('model/fixtures/')
  if (isOurs) {
    if (to.startsWith(wall.room) || wall.ours.some((room) => to.startsWith(room))) return viewsApart(from, to)
    if (isTest && (to.startsWith('model/') || to.startsWith('server/demo/') || to.startsWith('server/agent/')))
      return null
    return `${from} imports ${to}: ${wall.room} may not.`
  }
  if (isTest || wall.packages === null || wall.packages.some((name) => to === name || to.startsWith(name))) return null
  return `${from} imports the package ${to}: ${wall.room} may not.`
}

/** A view never imports another view. */
function viewsApart(from: string, to: string): string | null {
  const [left, right] = [from, to].map((path) => /^components\/views\/([^/]+)\//.exec(path)?.[1])
  return left && right && left !== right ? `${from} imports ${to}: a view may not import another view.` : null
}
