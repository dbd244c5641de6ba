import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { snapshotLimits } from '#model/snapshot/limits.ts'
import { makeDraw } from '#model/snapshot/mutate.ts'
import { packPieces } from './pack.ts'
import { inSlices } from './slices.ts'

const noise = (bytes: number): Uint8Array => {
  const draw = makeDraw(7)
  return Uint8Array.from({ length: bytes }, () => draw(256))
}

it('packs pieces of any size in their order', async () => {
  const pieces = [3, 0, 700_000, 1, 600_000, 40].map(noise)
  const packed = await packPieces(pieces)
  expect(Buffer.compare(gunzipSync(packed!), Buffer.concat(pieces))).toBe(0)
})

it('stops where it has become larger than a snapshot may be', async () => {
  let asked = 0
  function* endless() {
    for (;;) {
      asked++
      yield new Uint8Array(4 << 20)
    }
  }
  expect(await packPieces(endless())).toBeNull()
  expect(asked).toBe(1 + snapshotLimits.textBytes / (4 << 20))
})

it('packs nothing that unpacks to more than its size lets anybody expect', async () => {
  expect(await packPieces([new Uint8Array(8 << 20)])).toBeNull()
})

it('lets others in between', async () => {
  const told: string[] = []
  function* long() {
    for (let step = 0; step < 3; step++) {
      const began = performance.now()
      while (performance.now() - began < 6);
      told.push('step')
      yield
    }
    return told
  }
  setImmediate(() => told.push('other'))
  expect(await inSlices(long())).toEqual(['step', 'other', 'step', 'step'])
})
