import { describe, expect, it } from 'vitest'
import { refuseHost } from './actions.ts'
import { mayConnect } from './origin.ts'

describe('origins', () => {
  it.each<[string | undefined, string, boolean]>([
    [undefined, 'hub:3000', true],
    ['http://hub:3000', 'hub:3000', true],
    ['https://Hub', 'hub', true],
    ['https://portal.example', 'hub', true],
    ['https://portal.example:444', 'hub', false],
    ['https://portal.example.evil', 'hub', false],
    ['http://hub:3001', 'hub:3000', false],
    ['http://hub', 'hub:3000', false],
    ['file://hub:3000', 'hub:3000', false],
    ['null', 'hub', false],
    ['', 'hub', false],
  ])('%s to %s: %s', (origin, host, expected) => {
    expect(mayConnect({ origin, host }, ['https://portal.example'])).toBe(expected)
  })
})

describe('hosts', () => {
  it.each<[string | undefined, true | 400 | 421]>([
    ['127.0.0.1:3000', true],
    ['192.168.1.5:3000', true],
    ['[::1]:3000', true],
    ['localhost', true],
    ['localhost:3000', true],
    ['LOCALHOST:3000', true],
    ['fairlead.localhost:3000', true],
    ['portal.example', true],
    ['portal.example:8443', true],
    ['evil.example:3000', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['portal.example.evil', 421],
    ['evil.example/portal.example', 400],
    ['evil.example?@127.0.0.1', 400],
    ['user@evil.example', 400],
    ['user@127.0.0.1', 400],
    ['', 400],
    [undefined, 400],
  ])('%s: %s', (host, expected) => {
    expect(refuseHost(host, ['portal.example'])?.status ?? true).toBe(expected)
  })
})
