import { expect, test } from 'vitest'
import { answerDns } from './answer.ts'

const query = (type: number, name = 'web.default.svc.cluster.local'): Buffer => {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  const header = Buffer.from([0xab, 0xcd, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, type, 0, 1])])
}

test('an A record is the address, under the id and the name that were asked', () => {
  const asked = query(1)
  const answer = answerDns(asked, '10.104.197.218')!
  expect(answer.subarray(0, 12).toString('hex')).toBe('abcd85000001000100000000')
  expect(answer.subarray(12, asked.length)).toEqual(asked.subarray(12))
  expect(answer.subarray(asked.length).toString('hex')).toBe('c00c000100010000001e00040a68c5da')
})

test('another type is not implemented', () => {
  const answer = answerDns(query(28), '10.0.0.1')!
  expect(answer.readUInt16BE(2) & 15).toBe(4)
  expect(answer.readUInt16BE(6)).toBe(0)
  expect(answer).toHaveLength(query(28).length)
})

test('what is no query gets no answer', () => {
  for (let length = 0; length < query(1).length; length++) {
    expect(answerDns(query(1).subarray(0, length), '10.0.0.1')).toBeNull()
  }
  const response = query(1)
  response[2] = 0x81
  expect(answerDns(response, '10.0.0.1')).toBeNull()
})
