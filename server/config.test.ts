import { describe, expect, it } from 'vitest'
import { type Environment, readConfig, type Surroundings } from './config.ts'

const around = (files: Record<string, string> = {}): Surroundings => ({
  readFile: (path) => {
    const text = files[path]
    if (text === undefined) throw new Error('no such file')
    return text
  },
  exists: (path) => path in files,
  home: '/home/op',
  pagesDir: '/pages',
})

const good = (env: Environment, files?: Record<string, string>) => {
  const result = readConfig(env, around(files))
  if (!result.ok) throw new Error(result.problems.join('\n'))
  return result.value
}

const problems = (env: Environment, files?: Record<string, string>) => {
  const result = readConfig(env, around(files))
  return result.ok ? [] : result.problems
}

describe('settings of the hub', () => {
  it('has an answer for an empty environment, and says what to do about the API', () => {
    const config = good({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, basePath: '', pollMs: 2000, demo: false, agents: [] })
    expect(config.kube).toMatchObject({ is: 'none', why: expect.stringContaining('KUBECONFIG') })
  })

  it('reads agents with and without a node name', () => {
    expect(good({ FAIRLEAD_AGENTS: 'znode0=http://10.0.0.1:9797, http://[fd00::1]:9797' }).agents).toEqual([
      { node: 'znode0', url: 'http://10.0.0.1:9797' },
      { node: null, url: 'http://[fd00::1]:9797' },
    ])
  })

  it('prefers PORT, then FAIRLEAD_PORT', () => {
    expect(good({ PORT: '8080', FAIRLEAD_PORT: '9090' }).port).toBe(8080)
    expect(good({ FAIRLEAD_PORT: '9090' }).port).toBe(9090)
  })

  it.each<[string, Environment, Record<string, string>, object]>([
    ['a plain server', { FAIRLEAD_KUBE_SERVER: 'http://127.0.0.1:8001', KUBECONFIG: '/k' }, {}, { is: 'server' }],
    ['KUBECONFIG', { KUBECONFIG: '/k' }, {}, { is: 'kubeconfig', path: '/k' }],
    ['the usual file', {}, { '/home/op/.kube/config': '' }, { is: 'kubeconfig', path: '/home/op/.kube/config' }],
    ['the cluster it runs in', { KUBERNETES_SERVICE_HOST: '10.96.0.1' }, {}, { is: 'in-cluster' }],
  ])('finds the API by %s', (_name, env, files, kube) => {
    expect(good(env, files).kube).toMatchObject(kube)
  })

  it('takes the token from a file, without the line end', () => {
    expect(good({ FAIRLEAD_AGENT_TOKEN_FILE: '/t' }, { '/t': 'secret\n' }).agentToken).toBe('secret')
  })

  it('names every bad value in one go', () => {
    const found = problems({
      PORT: '99999',
      FAIRLEAD_POLL_MS: 'soon',
      FAIRLEAD_BASE_PATH: 'x/../y',
      FAIRLEAD_AGENTS: 'n1=ftp://x',
      FAIRLEAD_AGENT_SERVICE: 'agents',
      FAIRLEAD_AGENT_TOKEN_FILE: '/none',
      FAIRLEAD_ALLOWED_ORIGINS: 'portal.example',
      FAIRLEAD_AUTH: 'yes',
      FAIRLEAD_KUBE_SERVER: '127.0.0.1',
    })
    const names = [
      'PORT',
      'POLL_MS',
      'BASE_PATH',
      'AGENTS',
      'AGENT_SERVICE',
      'TOKEN_FILE',
      'ORIGINS',
      'AUTH',
      'KUBE_SERVER',
    ]
    expect(found).toHaveLength(names.length)
    for (const name of names) expect(found.some((sentence) => sentence.includes(name))).toBe(true)
  })

  it('answers to the names it is told, those of allowed origins, and the one a provider sends browsers back to', () => {
    const env = {
      FAIRLEAD_PUBLIC_HOSTS: 'Fairlead.example, fairlead-hub.fairlead.svc',
      FAIRLEAD_ALLOWED_ORIGINS: 'https://portal.example:8443',
      FAIRLEAD_AUTH: 'oidc',
      FAIRLEAD_OIDC_ISSUER: 'https://id.example',
      FAIRLEAD_OIDC_CLIENT_ID: 'fairlead',
      FAIRLEAD_OIDC_REDIRECT: 'https://look.example/api/v1/login/callback',
      FAIRLEAD_ROLES: '*=view',
    }
    expect(good(env).hosts).toEqual(['fairlead.example', 'fairlead-hub.fairlead.svc', 'portal.example', 'look.example'])
    for (const FAIRLEAD_PUBLIC_HOSTS of ['https://fairlead.example', 'fairlead.example:443', '*.example', 'a b'])
      expect(problems({ FAIRLEAD_PUBLIC_HOSTS })).toEqual([expect.stringContaining('FAIRLEAD_PUBLIC_HOSTS has')])
  })

  it('refuses two tokens', () => {
    expect(problems({ FAIRLEAD_AGENT_TOKEN: 'a', FAIRLEAD_AGENT_TOKEN_FILE: '/t' }, { '/t': 'b' })).toHaveLength(1)
  })
})

describe('the store', () => {
  it('is a file in the folder of data unless something else is said', () => {
    expect(good({})).toMatchObject({
      dataDir: '/home/op/.local/share/fairlead',
      store: { is: 'sqlite', path: '/home/op/.local/share/fairlead/fairlead.db' },
      storeBytes: 2 ** 30,
      historyBytes: 2 ** 30,
      metricsToken: '',
      snapshotMostDays: 30,
    })
    expect(good({ FAIRLEAD_DATA_DIR: '/data' }).store).toEqual({ is: 'sqlite', path: '/data/fairlead.db' })
    expect(good({ FAIRLEAD_STORE: 'memory' }).store).toEqual({ is: 'memory' })
  })

  it('must be one this hub can use', () => {
    expect(
      problems({ FAIRLEAD_STORE: 'redis://x', FAIRLEAD_STORE_BYTES: '5', FAIRLEAD_SNAPSHOT_MOST_DAYS: '0' }),
    ).toEqual([
      expect.stringContaining('FAIRLEAD_STORE must read'),
      expect.stringContaining('FAIRLEAD_STORE_BYTES'),
      expect.stringContaining('FAIRLEAD_SNAPSHOT_MOST_DAYS'),
    ])
  })
})
