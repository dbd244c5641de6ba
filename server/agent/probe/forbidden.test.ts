import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseAddress } from '#model/address.ts'
import { parseProbeQuestion } from '#model/probe/question.ts'
import { type Here, whyForbidden } from './forbidden.ts'
import { spellings } from './testing.ts'

const here: Here = {
  addresses: [
    { device: 'lo', address: '127.0.0.1', prefix: 8 },
    { device: 'enp4s4', address: '192.168.138.50', prefix: 24 },
    { device: 'tunl0', address: '100.117.189.64', prefix: 32 },
    { device: 'enp4s4', address: 'fd00:138::50', prefix: 64 },
  ],
  agentPort: 9797,
}
const why = (address: string, port = 80) => whyForbidden(address, port, here)

test.for([
  '10.104.197.218',
  '100.108.11.194',
  '192.168.138.50',
  '192.168.138.254',
  '100.117.189.64',
  '203.0.113.7',
  'fd00:96::100',
  'fd00:138::50',
  '2001:db8::1',
])('a Service may be at %s', (address) => {
  expect(why(address)).toBeNull()
})

test.for([
  '0.0.0.0',
  '0.1.2.3',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '169.254.0.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '192.168.138.255',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '::',
  '::1',
  'fe80::1',
  'febf::1',
  'ff02::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.104.197.218',
  '::ffff:0:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::1',
  '2001:0:1:2::3',
  'nobody',
  'localhost',
  '1.2.3',
  '',
])('never %s', (address) => {
  expect(why(address)).toMatch(/^.* is .*: this agent never asks that\.$/)
})

test('ports nodes are managed by', () => {
  for (const port of [10_250, 10_255, 10_249, 10_256]) expect(why('10.104.197.218', port)).toMatch(/on every node/)
  for (const port of [22, 2_379, 2_380, 6_443, 9_797]) {
    expect(why('192.168.138.50', port)).toMatch(/^Port \d+ of this node is /)
    expect(why('fd00:138::50', port)).not.toBeNull()
    expect(why('10.104.197.218', port)).toBeNull()
  }
  expect(why('192.168.138.50', 30_080)).toBeNull()
})

/** Addresses no probe may ask, as numbers. */
const denied = fc.oneof(
  fc.integer({ min: 0x7f00_0000, max: 0x7fff_ffff }),
  fc.integer({ min: 0xa9fe_0000, max: 0xa9fe_ffff }),
  fc.integer({ min: 0, max: 0x00ff_ffff }),
  fc.integer({ min: 0xe000_0000, max: 0xffff_ffff }),
  fc.constantFrom(0x7f00_0001, 0xa9fe_a9fe, 0x6464_64c8),
)

describe('whatever way an address is written', () => {
  test('none of 2,000 passes both the question and the list', () => {
    const passed: string[] = []
    const seen = new Set<number>()
    fc.assert(
      fc.property(denied, fc.nat(spellings.length - 1), (value, at) => {
        seen.add(at)
        const address = spellings[at]!(value)
        if (parseProbeQuestion({ address, port: 80, method: { is: 'tcp' } }).ok && why(address) === null)
          passed.push(address)
        // What a question may not say in this form is denied in its plain form as well.
        const plain = normaliseAddress(address)
        if (plain !== null && why(plain) === null) passed.push(plain)
      }),
      { numRuns: 2_000 },
    )
    expect(passed).toEqual([])
    expect(seen.size).toBe(spellings.length)
  })
})
