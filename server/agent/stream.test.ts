import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { streamFile, streamProgram } from './stream.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-stream-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a file comes whole, in pieces, and no further than is wanted', async () => {
  const path = join(folder, 'long')
  const content = Buffer.alloc(300_000, 'abcdefg')
  writeFileSync(path, content)
  const pieces: Uint8Array[] = []
  const taken = await streamFile(path, (piece) => {
    pieces.push(new Uint8Array(piece))
    return 'more'
  })
  expect(taken).toBe(true)
  expect(pieces.length).toBeGreaterThan(1)
  expect(Buffer.concat(pieces).equals(content)).toBe(true)
  let count = 0
  expect(await streamFile(path, () => (++count === 2 ? 'enough' : 'more'))).toBe(true)
  expect(count).toBe(2)
})

test('a file of /proc comes whole though its size is 0', async () => {
  let text = ''
  await streamFile('/proc/self/status', (piece) => {
    text += Buffer.from(piece).toString('utf8')
    return 'more'
  })
  expect(text).toMatch(/^Name:.*\n/)
})

test('a file that is not there is no error, one that cannot be read is', async () => {
  expect(await streamFile(join(folder, 'none'), () => 'more')).toBe(false)
  await expect(streamFile(folder, () => 'more')).rejects.toThrow('EISDIR')
})

test('a program is run without a shell', async () => {
  let text = ''
  const ran = await streamProgram(['printf', '%s', '$HOME; echo'], (piece) => {
    text += Buffer.from(piece).toString('utf8')
    return 'more'
  })
  expect(ran).toEqual({ is: 'ran', text: '' })
  expect(text).toBe('$HOME; echo')
})

test('a program that is not there, fails, writes too much or has said enough', async () => {
  expect(await streamProgram(['no-such-program-here'], () => 'more')).toEqual({
    is: 'missing',
    why: 'There is no program “no-such-program-here” here.',
  })
  const failed = await streamProgram(['cat', join(folder, 'none')], () => 'more')
  expect(failed).toMatchObject({ is: 'failed', why: expect.stringMatching(/failed with code 1: .*No such file/) })
  const endless = await streamProgram(['cat', '/dev/zero'], () => 'more')
  expect(endless).toEqual({ is: 'failed', why: '“cat /dev/zero” wrote more than 64 MiB and was ended.' })
  expect(await streamProgram(['cat', '/dev/zero'], () => 'enough')).toEqual({ is: 'ran', text: '' })
})

test('what goes wrong while taking is told to who asked', async () => {
  const take = () => {
    throw new Error('no room')
  }
  await expect(streamProgram(['printf', 'x'], take)).rejects.toThrow('no room')
  await expect(streamFile('/proc/self/status', take)).rejects.toThrow('no room')
})

test('a program sees nothing of the agent’s own environment, where its token is', async () => {
  process.env['FAIRLEAD_AGENT_TOKEN'] = 'secret'
  let said = ''
  await streamProgram(['env'], (piece) => {
    said += new TextDecoder().decode(piece)
    return 'more'
  })
  delete process.env['FAIRLEAD_AGENT_TOKEN']
  expect(said).toMatch(/^PATH=/m)
  expect(said).not.toContain('secret')
})
