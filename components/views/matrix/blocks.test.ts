import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsPerBlock, leastPx, worstOfBlocks } from './blocks.ts'
import { codes } from './codes.ts'
import { cellSize, type Field, type Lens, mostZoom, zoomedAt } from './lens.ts'

const field = fc.record({
  columns: fc.integer({ min: 1, max: 400 }),
  rows: fc.integer({ min: 1, max: 400 }),
  box: fc.record({
    x: fc.constant(200),
    y: fc.constant(100),
    width: fc.integer({ min: 40, max: 1400 }),
    height: fc.integer({ min: 40, max: 900 }),
  }),
})

/** As the view paints: what is in the window, in blocks of the size the zoom asks for. */
function draw(cells: Uint8Array, place: Field, lens: Lens) {
  const { width, height } = cellSize(lens, place)
  const across = cellsPerBlock(width)
  const down = cellsPerBlock(height)
  const window = { left: 0, top: 0, right: place.columns, bottom: place.rows }
  return {
    ...worstOfBlocks(cells, place.columns, window, across, down),
    across,
    down,
    wide: across * width,
    high: down * height,
  }
}

describe('blocks', () => {
  it('show a lone wrong cell at every zoom, large enough to be seen', () => {
    fc.assert(
      fc.property(field, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (place, zoom, at) => {
        const cells = new Uint8Array(place.columns * place.rows).fill(codes.agrees)
        const bad = at % cells.length
        cells[bad] = codes.wrong
        const lens = { k: 1 + zoom * (mostZoom(place) - 1), x: place.box.x, y: place.box.y }
        const made = draw(cells, place, lens)
        const shown = [...made.codes.entries()].filter(([, code]) => code === codes.wrong)
        expect(shown).toHaveLength(1)
        const [block] = shown[0]!
        const x = Math.floor((bad % place.columns) / made.across)
        const y = Math.floor(bad / place.columns / made.down)
        expect(block).toBe(y * made.width + x)
        expect(made.wide).toBeGreaterThan(leastPx - 1e-6)
        expect(made.high).toBeGreaterThan(leastPx - 1e-6)
      }),
    )
  })

  it('stay where they are while the window is moved over them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (left, top) => {
        const cells = Uint8Array.from({ length: 60 * 60 }, (_, at) => (at * 7) % 5)
        const all = worstOfBlocks(cells, 60, { left: 0, top: 0, right: 60, bottom: 60 }, 4, 3)
        const part = worstOfBlocks(cells, 60, { left, top, right: left + 20, bottom: top + 20 }, 4, 3)
        const [x, y] = [part.left / 4, part.top / 3]
        for (let down = 0; down < part.height; down++)
          for (let across = 0; across < part.width; across++)
            expect(part.codes[down * part.width + across]).toBe(all.codes[(y + down) * all.width + x + across])
      }),
    )
  })

  it('of nothing are nothing', () => {
    const made = worstOfBlocks(new Uint8Array(0), 0, { left: 0, top: 0, right: 0, bottom: 0 }, 1, 1)
    expect([made.width, made.height]).toEqual([0, 0])
  })
})

describe('the lens', () => {
  it('keeps what is at the pointer there while there is matrix on all sides', () => {
    const place: Field = { columns: 1000, rows: 1000, box: { x: 200, y: 100, width: 1000, height: 700 } }
    const before = zoomedAt({ k: 1, x: 200, y: 100 }, { x: 700, y: 450 }, 6, place)
    const point = { x: 640, y: 380 }
    const after = zoomedAt(before, point, 1.7, place)
    const [old, now] = [cellSize(before, place), cellSize(after, place)]
    expect((point.x - after.x) / now.width).toBeCloseTo((point.x - before.x) / old.width)
    expect((point.y - after.y) / now.height).toBeCloseTo((point.y - before.y) / old.height)
  })

  it('never loses the matrix from sight', () => {
    fc.assert(
      fc.property(
        field,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.record({ x: fc.integer({ min: -3000, max: 3000 }), y: fc.integer({ min: -3000, max: 3000 }) }),
        (place, by, point) => {
          const lens = zoomedAt({ k: 1, x: place.box.x, y: place.box.y }, point, by, place)
          const { width, height } = cellSize(lens, place)
          expect(lens.x).toBeLessThanOrEqual(place.box.x)
          expect(lens.y).toBeLessThanOrEqual(place.box.y)
          expect(lens.x + width * place.columns).toBeGreaterThan(
            Math.min(place.box.x + width * place.columns, place.box.x + place.box.width) - 1e-6,
          )
          expect(lens.y + height * place.rows).toBeGreaterThan(
            Math.min(place.box.y + height * place.rows, place.box.y + place.box.height) - 1e-6,
          )
        },
      ),
    )
  })
})
