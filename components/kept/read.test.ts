import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { fileOf, snapshotOf } from '#model/snapshot/testing.ts'
import { readSnapshot } from './read.ts'

it('reads what the hub writes', async () => {
  const outcome = await readSnapshot(await fileOf(snapshotOf(referenceCluster(), { address: '/nodes' })))
  expect(outcome).toMatchObject({ is: 'open', snapshot: { address: '/nodes', cluster: { name: 'reference' } } })
})

it.each([
  ['damaged', new Uint8Array(0)],
  ['damaged', new TextEncoder().encode('<!doctype html><script>alert(1)</script>')],
  ['damaged', gzipSync('{}')],
  ['damaged', (await fileOf(snapshotOf(referenceCluster()))).slice(0, 900)],
  ['too-new', gzipSync('{"format":"fairlead","version":999}')],
  ['too-large', new Uint8Array(33 << 20)],
] as const)('says that it is %s', async (why, bytes) => {
  expect(await readSnapshot(bytes)).toEqual({ is: 'failed', why })
})
