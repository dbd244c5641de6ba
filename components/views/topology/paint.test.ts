import { describe, expect, it } from 'vitest'
import { type Role, roles } from '#components/parts/ink.ts'
import type { Context } from '#components/stage/brush.ts'
import { driftingCluster, oneAgentDead, referenceCluster } from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { shopCluster } from '#model/fixtures/shop.ts'
import type { TopologyBrush } from './ink.ts'
import { paintScene } from './paint.ts'
import type { Picture } from './picture.ts'
import { drawOnce } from './testing.ts'

/** Keeps what was called and with which stroke; letters are seven units wide. */
function makeRecorder() {
  const state: Record<string, unknown> = { globalAlpha: 1, dash: '' }
  const calls: { name: string; args: unknown[]; stroke: unknown; dash: unknown }[] = []
  const context = new Proxy(state, {
    get: (target, name: string) =>
      name in target
        ? target[name]
        : (...args: unknown[]) => {
            if (name === 'measureText') return { width: String(args[0]).length * 7 }
            if (name === 'setLineDash') target['dash'] = String(args[0])
            calls.push({ name, args, stroke: target['strokeStyle'], dash: target['dash'] })
            return undefined
          },
  }) as unknown as Context
  return { context, calls }
}

const palette = Object.fromEntries(roles.map((role) => [role, role])) as Record<Role, string>

function paint({ scene }: Picture, k = 1) {
  const { context, calls } = makeRecorder()
  const size = { width: 4000, height: 4000 }
  const brush: TopologyBrush = {
    context,
    size,
    pixelRatio: 1,
    camera: { x: 500, y: 500, k },
    palette,
    now: 0,
    still: false,
  }
  paintScene(brush, scene, [], () => 1)
  const words = calls.filter(({ name }) => name === 'fillText').map(({ args }) => String(args[0]))
  const strokes = calls.filter(({ name }) => name === 'stroke').map(({ stroke, dash }) => `${stroke} ${dash}`.trim())
  return { calls, words, strokes: new Set(strokes) }
}

describe('paint', () => {
  it('writes names, addresses and rates', () => {
    const { words } = paint(drawOnce(referenceCluster()))
    expect(words).toEqual(
      expect.arrayContaining(['zmaster0', 'web', '10.104.197.218', ':80 TCP · rr', '100.66.209.194']),
    )
    expect(words.filter((word) => /^web-.*-(qcbvc|c2cp4|x7m2k)$/.test(word))).toHaveLength(3)
  })
  it('gives agreement no colour but that of flow', () => {
    expect(paint(drawOnce(referenceCluster())).strokes).toEqual(new Set(['line', 'flow']))
  })
  it('gives each way of being not OK a shape of its own', () => {
    const { strokes } = paint(drawOnce(driftingCluster()))
    expect([...strokes]).toEqual(expect.arrayContaining(['wrong', 'wrong 7,5', 'drain 9,4,2,4']))
    expect([...paint(drawOnce(oneAgentDead())).strokes]).toEqual(expect.arrayContaining(['unknown', 'unknown 3,3']))
  })
  it('writes only names far out, and every name of the crowd', () => {
    const far = paint(drawOnce(referenceCluster()), 0.5)
    expect(far.words).toContain('web')
    expect(far.words).not.toContain('10.104.197.218')
    const crowd = paint(drawOnce(crowdCluster({ nodes: 120, services: 300, namespaces: 9, podsEach: 2 })), 0.4)
    expect(crowd.words).toEqual(expect.arrayContaining(['team-00', 'zone-a', 'node-0001']))
  })
  it('stays cheap: strokes are batched by style, not by line', () => {
    const { calls } = paint(drawOnce(shopCluster()))
    expect(calls.filter(({ name }) => name === 'stroke').length).toBeLessThan(140)
  })
})
