import { describe, expect, it } from 'vitest'
import { causeIds } from '#model/causes/cause.ts'
import { en } from './en.ts'
import type { Evidence } from './evidence.ts'
import { zh } from './zh.ts'

const all: Evidence = {
  node: 'znode2',
  real: '100.108.11.194:80',
  virtual: 'TCP 10.104.197.218:80',
  address: '10.104.197.218',
  pod: 'web-c2cp4',
  service: 'default/web',
  device: 'tunl0',
  last: 'tunl0',
  type: 'blackhole',
  via: '192.168.138.53',
  host: 'znode3',
  right: '192.168.138.54',
  source: '10.104.197.218',
  from: 'zmaster0',
  to: 'znode2',
  why: 'The agent did not answer: nothing listens there.',
  count: 262_144,
  limit: 262_144,
  bytes: 1_500,
  mtu: 1_480,
  status: 503,
  step: '3s',
  protocol: 'SCTP',
}
const names = Object.keys(all)
const without = (gone: readonly string[]): Evidence =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !gone.includes(name)))
/** All, none, all but one, one alone. */
const samples = [all, {}, ...names.map((name) => without([name])), ...names.map((name) => ({ [name]: all[name]! }))]

const languages = [
  ['English', en.causes, /[.]$/],
  ['Chinese', zh.causes, /[。]$/],
] as const

describe.each(languages)('causes in %s', (_, causes, end) => {
  it('have words for every one, and for no other', () => {
    expect(Object.keys(causes).sort()).toEqual([...causeIds].sort())
  })

  it.each(causeIds)('%s is told in whole sentences, whatever speaks for it', (id) => {
    const { title, says, todo } = causes[id]
    expect(title).not.toMatch(end)
    for (const evidence of samples) {
      for (const text of [says(evidence), todo(evidence)]) {
        expect(text).toMatch(end)
        expect(text, text).not.toMatch(
          /undefined|null|NaN| {2}|\(\)|（）| [,.:;，。：；）]|^ |[，。：；（] |\p{Script=Han} \p{Script=Han}/u,
        )
      }
    }
  })

  it('name what they are of', () => {
    expect(causes['route-missing'].says(all)).toContain('znode2')
    expect(causes['route-missing'].todo(all)).toMatch(/ip route get 100\.108\.11\.194\W*[^:\d]/)
    expect(causes['conntrack-full'].says(all)).toContain('262,144')
    expect(causes['first-packet-lost'].says(all)).toMatch(/3 (s|秒)/)
    expect(causes['application-status'].says(all)).toContain('503')
  })

  it('leave out what is empty or no number', () => {
    expect(causes['conntrack-full'].says({ count: Number.NaN, node: '' })).toBe(causes['conntrack-full'].says({}))
  })
})
