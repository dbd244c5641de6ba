import { expect, it } from 'vitest'
import { parseStore } from './settings.ts'

it.each([
  ['', { is: 'sqlite', path: '/data/fairlead.db' }],
  ['memory', { is: 'memory' }],
  ['sqlite:/var/lib/x.db', { is: 'sqlite', path: '/var/lib/x.db' }],
  ['sqlite:x.db', { is: 'sqlite', path: 'x.db' }],
  ['postgres:///fairlead?host=/run/postgresql', { is: 'postgres', url: 'postgres:///fairlead?host=/run/postgresql' }],
  ['postgres://a:b@127.0.0.1/c', { is: 'postgres', url: 'postgres://a:b@127.0.0.1/c' }],
  ['postgresql://a@db/c?sslmode=verify-full', { is: 'postgres', url: 'postgresql://a@db/c?sslmode=verify-full' }],
])('“%s” is understood', (text, choice) => expect(parseStore(text, '/data/fairlead.db')).toEqual(choice))

it.each([
  ['sqlite:', 'must read'],
  ['sqlite::memory:', 'name a file'],
  ['sqlite:file:x?mode=ro', 'name a file'],
  ['mysql://a@b/c', 'must read'],
  ['/var/lib/x.db', 'must read'],
  ['postgres://a:secret@db.example/c', 'sslmode'],
])('“%s” is not, and why is said without its password', (text, why) => {
  const said = parseStore(text, '/data/fairlead.db')
  expect(said).toContain(why)
  expect(said).not.toContain('secret')
})
