import { describe, expect, it } from 'vitest'
import { cameraAround, cameraAtTop, inSight, noInsets, toScreen, toWorld, zoomedAt } from './camera.ts'
import { makeFlight } from './flight.ts'

const size = { width: 800, height: 600 }

describe('camera', () => {
  it('goes from world to screen and back', () => {
    const camera = { x: 30, y: -40, k: 2.5 }
    expect(toWorld(camera, toScreen(camera, { x: 12, y: 7 }))).toEqual({ x: 12, y: 7 })
  })
  it('fits a box in the middle of what the insets leave', () => {
    const camera = cameraAround({ x: 100, y: 100, width: 1000, height: 100 }, size, { ...noInsets, left: 300 }, 4)
    expect(camera.k).toBe(0.5)
    expect(toScreen(camera, { x: 100, y: 150 })).toEqual({ x: 300, y: 300 })
  })
  it('never shows a small box larger than it may', () => {
    expect(cameraAround({ x: 0, y: 0, width: 10, height: 10 }, size, noInsets, 1.2).k).toBe(1.2)
  })
  it('shows the top of a picture taller than the screen, at its full width', () => {
    const camera = cameraAtTop({ x: 0, y: 50, width: 1600, height: 9000 }, size, { ...noInsets, top: 40 }, 1)
    expect(camera).toEqual({ x: 0, y: 40 - 25, k: 0.5 })
  })
  it('keeps the point under the hand where it is', () => {
    const camera = { x: 10, y: 20, k: 1 }
    const near = zoomedAt(camera, { x: 400, y: 300 }, 2, [0.1, 8])
    expect(near.k).toBe(2)
    expect(toWorld(near, { x: 400, y: 300 })).toEqual(toWorld(camera, { x: 400, y: 300 }))
    expect(zoomedAt(camera, { x: 0, y: 0 }, 100, [0.1, 8]).k).toBe(8)
  })
  it('knows what is in sight', () => {
    expect(inSight({ x: -100, y: 0, k: 2 }, size)).toEqual({ x: 50, y: -0, width: 400, height: 300 })
  })
})

describe('flight', () => {
  const from = { x: 0, y: 0, k: 1 }
  const to = { x: -900, y: -300, k: 2 }
  it('starts at the one and ends exactly at the other', () => {
    const flight = makeFlight(from, to, size, 1000, 400)
    const start = flight.at(1000)
    expect(start.arrived).toBe(false)
    expect(start.camera.k).toBeCloseTo(1)
    expect(flight.at(1400)).toEqual({ camera: to, arrived: true })
  })
  it('arrives at once when it may take no time', () => {
    expect(makeFlight(from, to, size, 0, 0).at(0)).toEqual({ camera: to, arrived: true })
  })
})
