import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeInbox, unpackFrame } from './unpack.ts'

const pack = (delta: object) => new Uint8Array(gzipSync(JSON.stringify(delta)))
const frame = (scope: string, to: number, delta: unknown) => ({ epoch: 'e', scope, from: to - 1, to, delta })

it('a packed delta comes out as it went in, as bytes or as a buffer', async () => {
  const delta = { at: 5, name: '集群' }
  const bytes = pack(delta)
  expect(await unpackFrame(frame('overview', 1, bytes))).toEqual(frame('overview', 1, delta))
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  expect(await unpackFrame(frame('overview', 1, buffer))).toEqual(frame('overview', 1, delta))
})

it.each([null, 7, 'frame', { delta: { at: 1 } }])('%j stays as it is', async (value) => {
  expect(await unpackFrame(value)).toBe(value)
})

it('frames of a scope keep their order, and do not wait for another scope’s', async () => {
  const taken: string[] = []
  const inbox = makeInbox((value) => {
    const { scope, to } = value as ReturnType<typeof frame>
    taken.push(`${scope} ${to}`)
  })
  const ignore = () => undefined
  inbox(frame('overview', 1, pack({ at: 1, name: 'x'.repeat(200_000) })), ignore)
  inbox(frame('overview', 2, { at: 2 }), ignore)
  inbox(frame('node a', 1, { at: 2 }), ignore)
  expect(taken).toEqual(['node a 1'])
  await expect.poll(() => taken).toEqual(['node a 1', 'overview 1', 'overview 2'])
  inbox(frame('overview', 3, { at: 3 }), ignore)
  expect(taken.at(-1)).toBe('overview 3')
})

it('what cannot be unpacked is handed on as nothing', async () => {
  const taken: unknown[] = []
  makeInbox((value) => taken.push(value))(frame('overview', 1, new Uint8Array([1, 2, 3])), () => undefined)
  await expect.poll(() => taken).toEqual([null])
})
