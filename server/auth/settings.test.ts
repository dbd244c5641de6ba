import { describe, expect, it } from 'vitest'
import { readAuthSettings } from './settings.ts'

const long = 'x'.repeat(43)
function read(env: Readonly<Record<string, string>>, host = '127.0.0.1', files: Readonly<Record<string, string>> = {}) {
  const problems: string[] = []
  const settings = readAuthSettings(
    env,
    { host, isUnixSocket: false, asksCertificate: false },
    {
      readFile: (path) => {
        if (files[path] === undefined) throw new Error('no such file')
        return files[path]
      },
    },
    (sentence, instead) => {
      problems.push(sentence)
      return instead
    },
  )
  return { settings, problems }
}

const oidc = {
  FAIRLEAD_AUTH: 'oidc',
  FAIRLEAD_OIDC_ISSUER: 'https://id.example',
  FAIRLEAD_OIDC_CLIENT_ID: 'fairlead',
  FAIRLEAD_OIDC_REDIRECT: 'https://fairlead.example/api/v1/login/callback',
  FAIRLEAD_ROLES: 'operators=admin, team a=view+probe,*=view',
}

describe('how the hub knows who asks', () => {
  it('is a token it makes itself where nothing is said', () => {
    expect(read({})).toEqual({ settings: { is: 'token', token: null, viewToken: null }, problems: [] })
    expect(read({ FAIRLEAD_TOKEN_FILE: '/t' }, '0.0.0.0', { '/t': `${long}\n` }).settings).toMatchObject({
      token: long,
    })
  })

  it('reads a provider, and roles by group', () => {
    const { settings, problems } = read({ ...oidc, FAIRLEAD_OIDC_CLIENT_SECRET_FILE: '/s' }, '0.0.0.0', { '/s': 'shh' })
    expect(problems).toEqual([])
    expect(settings).toMatchObject({ issuer: 'https://id.example', clientSecret: 'shh', groupsClaim: 'groups' })
    expect(settings.is === 'oidc' && [...settings.grants]).toEqual([
      ['operators', ['admin']],
      ['team a', ['view', 'probe']],
      ['*', ['view']],
    ])
  })

  it.each<[Readonly<Record<string, string>>, string, RegExp]>([
    [{ FAIRLEAD_AUTH: 'none' }, '127.0.0.1', /FAIRLEAD_AUTH is “none”/],
    [{ FAIRLEAD_AUTH: 'open' }, '0.0.0.0', /everybody who reaches it/],
    [{ FAIRLEAD_AUTH: 'open', FAIRLEAD_OPEN_ANYWAY: 'yes' }, '192.168.0.1', /FAIRLEAD_OPEN_ANYWAY=on/],
    [{ FAIRLEAD_TOKEN: 'secret' }, '127.0.0.1', /has 6 characters/],
    [{ FAIRLEAD_TOKEN: long, FAIRLEAD_TOKEN_FILE: '/t' }, '127.0.0.1', /both set/],
    [{ FAIRLEAD_TOKEN: long, FAIRLEAD_VIEW_TOKEN: long }, '127.0.0.1', /the same/],
    [{ FAIRLEAD_TOKEN_FILE: '/none' }, '127.0.0.1', /cannot be read/],
    [{ ...oidc, FAIRLEAD_OIDC_ISSUER: 'http://id.example' }, '127.0.0.1', /FAIRLEAD_OIDC_ISSUER.*https/],
    [{ ...oidc, FAIRLEAD_OIDC_REDIRECT: 'https://fairlead.example/' }, '127.0.0.1', /must end with/],
    [
      { ...oidc, FAIRLEAD_OIDC_LOGOUT_REDIRECT: 'http://fairlead.example/' },
      '127.0.0.1',
      /FAIRLEAD_OIDC_LOGOUT_REDIRECT/,
    ],
    [{ ...oidc, FAIRLEAD_OIDC_CLIENT_ID: '' }, '127.0.0.1', /FAIRLEAD_OIDC_CLIENT_ID is not set/],
    [{ ...oidc, FAIRLEAD_ROLES: '' }, '127.0.0.1', /FAIRLEAD_ROLES is not set/],
    [{ ...oidc, FAIRLEAD_ROLES: 'operators=root' }, '127.0.0.1', /FAIRLEAD_ROLES has “operators=root”/],
    [{ FAIRLEAD_AUTH: 'proxy', FAIRLEAD_ROLES: '*=view', FAIRLEAD_PROXY_USER_HEADER: 'a b' }, '::', /name of a header/],
  ])('refuses %j on %s', (env, host, sentence) => {
    const { problems } = read(env, host)
    expect(problems).toEqual([expect.stringMatching(sentence)])
  })

  it('may be open anyway where somebody insists, and on this machine', () => {
    expect(read({ FAIRLEAD_AUTH: 'open' })).toEqual({ settings: { is: 'open' }, problems: [] })
    expect(read({ FAIRLEAD_AUTH: 'open', FAIRLEAD_OPEN_ANYWAY: 'on' }, '0.0.0.0').problems).toEqual([])
  })
})
