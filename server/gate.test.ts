import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { everybody } from '#model/principal.ts'
import type { Identity } from './auth/identify.ts'
import { makeGate } from './gate.ts'
import { makePeerOf } from './listen/peer.ts'

const known: Identity = { principal: everybody, session: null, isStill: () => true }
const findEmbedded = (bearer: string) =>
  bearer === 'good'
    ? {
        id: 'embed:1',
        principal: { ...everybody, roles: [], namespaces: ['shop'] },
        sees: () => false,
        isStill: () => true,
      }
    : null
const asking = (origin?: string): IncomingMessage =>
  ({ headers: { host: 'hub.example', origin }, socket: { remoteAddress: '192.0.2.1' } }) as IncomingMessage
const gate = (identity: Identity | null, find?: typeof findEmbedded) =>
  makeGate({
    login: 'token',
    identify: () => identity,
    peerOf: makePeerOf(false),
    allowedOrigins: [],
    hosts: ['hub.example'],
    findEmbedded: find,
  })

describe('the socket', () => {
  it('is opened for who is known, and for nobody else where nothing is embedded', () => {
    expect(gate(known).admit(asking())).toMatchObject({ who: { login: 'token' } })
    expect(gate(null).admit(asking())).toBeNull()
    expect(gate({ ...known, principal: { ...everybody, roles: ['snapshot'] } }).admit(asking())).toBeNull()
  })

  it('waits for what an embedded page shows, of a page of this hub alone', () => {
    expect(gate(null, findEmbedded).admit(asking('http://hub.example'))).toBe('later')
    expect(gate(null, findEmbedded).admit(asking('https://portal.example'))).toBeNull()
  })

  it('is an embedded view’s by its bearer, whatever else is said', () => {
    expect(gate(known, findEmbedded).admitBearer('good')).toMatchObject({
      who: { login: 'embed', roles: [] },
      namespaces: ['shop'],
      session: 'embed:1',
    })
    for (const bearer of ['bad', '', null, undefined, 5, ['good'], {}])
      expect(gate(known, findEmbedded).admitBearer(bearer)).toBeNull()
    expect(gate(known).admitBearer('good')).toBeNull()
  })
})
