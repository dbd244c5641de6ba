import { describe, expect, it } from 'vitest'
import { type ProbeMethod, parseProbeQuestion } from '../probe/question.ts'
import type { Protocol } from '../topology.ts'
import { fitsProtocol, usualMethod } from './usual-method.ts'

const port = (name: string, number: number, protocol: Protocol = 'TCP') => ({
  port: { name, port: number, protocol, nodePort: 0, targetPort: '' },
})

describe('usualMethod', () => {
  it.each<[string, number, Protocol, string]>([
    ['', 80, 'TCP', 'http'],
    ['', 8080, 'TCP', 'http'],
    ['http', 3000, 'TCP', 'http'],
    ['http-metrics', 9090, 'TCP', 'http'],
    ['WEB', 7000, 'TCP', 'http'],
    ['httpd', 7000, 'TCP', 'tcp'],
    ['', 443, 'TCP', 'https'],
    ['', 8443, 'TCP', 'https'],
    ['https', 80, 'TCP', 'https'],
    ['dns-tcp', 53, 'TCP', 'tcp'],
    ['redis', 6379, 'TCP', 'tcp'],
    ['', 53, 'UDP', 'dns'],
    ['dns', 5353, 'UDP', 'dns'],
    ['game', 7777, 'UDP', 'udp'],
  ])('“%s” %i/%s is asked by %s', (name, number, protocol, is) => {
    const method = usualMethod(port(name, number, protocol))
    expect(method?.is).toBe(is)
    expect(parseProbeQuestion({ address: '10.0.0.1', port: 80, method })).toMatchObject({ ok: true, value: { method } })
  })
})

it('has nothing that asks SCTP', () => {
  expect(usualMethod(port('http', 80, 'SCTP'))).toBeNull()
})

describe('fitsProtocol', () => {
  it.each<[ProbeMethod, Protocol, boolean]>([
    [{ is: 'tcp' }, 'TCP', true],
    [{ is: 'dns', name: 'a' }, 'UDP', true],
    [{ is: 'tcp' }, 'UDP', false],
    [{ is: 'udp', payload: '' }, 'TCP', false],
    [{ is: 'tcp' }, 'SCTP', false],
    [{ is: 'udp', payload: '' }, 'SCTP', false],
  ])('%o at %s: %s', (method, protocol, fits) => {
    expect(fitsProtocol(method, protocol)).toBe(fits)
  })
})
