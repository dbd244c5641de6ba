import { describe, expect, it, vi } from 'vitest'
import type { Cluster } from '#model/cluster.ts'
import { referenceCluster } from '#model/fixtures/clusters.ts'
import { type Ear, makePacedEar, makeTopologyEar, paceMs, sameStructure } from './pace.ts'
import { retryDelayMs } from './retry.ts'
import { makeTestTimer } from './testing.ts'

function makeSource(start: Cluster) {
  let cluster = start
  const listeners = new Set<() => void>()
  const source: Ear = {
    cluster: () => cluster,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const set = (next: Cluster) => {
    cluster = next
    for (const listener of listeners) listener()
  }
  return { source, set, listeners }
}

const start = referenceCluster()
const later = (ms: number): Cluster => ({ ...start, at: start.at + ms })

describe('the paced ear', () => {
  it('hears the first change at once, then at most every half second, and never loses the last', () => {
    const { source, set, listeners } = makeSource(start)
    const { timer, pass } = makeTestTimer()
    const ear = makePacedEar(source, timer)
    const heard: number[] = []
    const leave = ear.subscribe(() => heard.push(ear.cluster().at - start.at))
    for (const ms of [1, 2, 3]) set(later(ms))
    expect(heard).toEqual([1])
    pass(paceMs - 1)
    expect(heard).toEqual([1])
    pass(1)
    expect(heard).toEqual([1, 3])
    pass(10 * paceMs)
    expect(heard).toEqual([1, 3])
    leave()
    expect(listeners.size).toBe(0)
  })
})

describe('the ear for structure', () => {
  it('does not hear load, feeds or time', () => {
    const { source, set } = makeSource(start)
    const ear = makeTopologyEar(source)
    const listener = vi.fn()
    ear.subscribe(listener)
    set({ ...start, at: 1, load: new Map(), feeds: new Map() })
    expect(listener).not.toHaveBeenCalled()
    expect(ear.cluster()).toBe(start)
    set({ ...start, services: new Map() })
    expect(listener).toHaveBeenCalledTimes(1)
    expect(ear.cluster().services.size).toBe(0)
  })

  it('knows structure by identity', () => {
    expect(sameStructure(start, { ...start, load: new Map() })).toBe(true)
    expect(sameStructure(start, { ...start, tables: new Map(start.tables) })).toBe(false)
  })
})

describe('coming back', () => {
  it('waits longer each time, up to a limit, and never in step with others', () => {
    expect([0, 1, 2, 3].map((attempt) => retryDelayMs(attempt, 0))).toEqual([250, 500, 1_000, 2_000])
    expect(retryDelayMs(50, 0.999)).toBeLessThanOrEqual(15_000)
    expect(retryDelayMs(3, 0.9)).toBeGreaterThan(retryDelayMs(3, 0.1))
  })
})
