import { describe, expect, it } from 'vitest'
import { everybody } from '#model/principal.ts'
import { readCookies, writeCookie } from './cookie.ts'
import { makeIdentify, tokensOf } from './identify.ts'
import { makeSessions } from './sessions.ts'
import type { AuthSettings, ProxySettings } from './settings.ts'
import { peerAt } from './testing.ts'

const token = 't'.repeat(43)
const sessions = makeSessions(Date.now)
const { secret, session } = sessions.start({
  principal: { ...everybody, id: 'alice' },
  by: '',
  basis: 'basis',
  idToken: null,
})
const ask = (headers: Readonly<Record<string, string>>, settings: AuthSettings, peer = '127.0.0.1') => {
  const tokens = settings.is === 'token' ? tokensOf(settings) : []
  const identify = makeIdentify({ settings, host: '0.0.0.0', tokens, sessions, now: Date.now })
  return identify({ headers, peer: peerAt(peer) })?.principal ?? null
}

describe('who asks', () => {
  it.each([
    ['nobody', {}, null],
    ['a token', { authorization: `Bearer ${token}` }, 'token'],
    ['a token in another case of the word', { authorization: `bearer ${token}` }, 'token'],
    ['half a token', { authorization: `Bearer ${token.slice(1)}` }, null],
    ['no token', { authorization: 'Bearer ' }, null],
    ['a password', { authorization: `Basic ${token}` }, null],
    ['a session', { cookie: `a=b; fairlead=${secret}` }, 'alice'],
    ['a session bound to the host', { cookie: `__Host-fairlead=${secret}` }, 'alice'],
    ['a session beside one that is none', { cookie: `__Host-fairlead=x; fairlead=${secret}` }, 'alice'],
    ['the id of a session', { cookie: `fairlead=${session.id}` }, null],
    ['a token as a cookie', { cookie: `fairlead=${token}` }, null],
    ['a wrong token beside a session', { authorization: 'Bearer x', cookie: `fairlead=${secret}` }, null],
    ['the word of somebody', { 'x-forwarded-user': 'alice' }, null],
  ])('%s', (_name, headers, id) => {
    expect(ask(headers as never, { is: 'token', token, viewToken: null })?.id ?? null).toBe(id)
  })

  const proxy: ProxySettings = {
    is: 'proxy',
    needsCertificate: false,
    names: [],
    userHeader: 'x-forwarded-user',
    groupsHeader: 'x-forwarded-groups',
    namespacesHeader: 'x-namespaces',
    grants: new Map([
      ['operators', ['admin']],
      ['shop', ['view']],
    ]),
  }
  const alice = { 'x-forwarded-user': 'alice', 'x-forwarded-groups': 'shop, others', 'x-namespaces': 'shop' }

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '127.8.0.1', '::1'])('is believed of a proxy at %s', (peer) => {
    expect(ask(alice, proxy, peer)).toEqual({ id: 'alice', name: 'alice', roles: ['view'], namespaces: ['shop'] })
  })

  it.each(['10.0.0.1', '192.168.0.1', '::ffff:10.0.0.1', 'fe80::1', 'somebody', '', '127.0.0.1.evil', 'x127.0.0.1'])(
    'is not believed of somebody at %s',
    (peer) => {
      expect(ask(alice, proxy, peer)).toBeNull()
    },
  )

  it.each([
    ['no name', { ...alice, 'x-forwarded-user': '' }],
    ['two names', { ...alice, 'x-forwarded-user': 'mallory, alice' }],
    ['no group that counts', { ...alice, 'x-forwarded-groups': 'others' }],
  ])('is nobody with %s', (_name, headers) => expect(ask(headers, proxy)).toBeNull())

  it('sees nothing where the proxy forgot to say of which namespaces', () => {
    const { 'x-namespaces': _gone, ...rest } = alice
    expect(ask(rest, proxy)?.namespaces).toEqual([])
    expect(ask({ ...rest, 'x-namespaces': '*' }, proxy)?.namespaces).toBeNull()
  })

  it('may only look where nobody logs in', () => {
    expect(ask({}, { is: 'open' })?.roles).toEqual(['view', 'snapshot'])
    expect(ask({}, { is: 'demo' })?.roles).toEqual(['view', 'snapshot'])
    const here = makeIdentify({
      settings: { is: 'demo' },
      host: '127.0.0.1',
      tokens: [],
      sessions,
      now: Date.now,
    })
    expect(here({ headers: {}, peer: peerAt('') })?.principal).toBe(everybody)
  })
})

describe('cookies', () => {
  it('are bound to the host by https, and never read by a script', () => {
    expect(writeCookie('session', 'x', true)).toBe('__Host-fairlead=x; Path=/; HttpOnly; SameSite=Strict; Secure')
    expect(writeCookie('session', '', false)).toBe('fairlead=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0')
    expect(readCookies('session', 'fairlead=a; x=fairlead=b;__Host-fairlead=c')).toEqual(['c', 'a'])
    expect(readCookies('login', 'fairlead=a')).toEqual([])
  })
})
