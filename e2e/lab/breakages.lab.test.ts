import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Breakage, breakages, scene, wholeWay } from './breakages.ts'
import type { Answer } from './guest/traffic.ts'
import { until } from './lab.ts'
import { labStartMs, labTitle, whyNoLabTests } from './lab-tests.ts'
import { web } from './reference-case.ts'
import { type StartedLab, startLab } from './start.ts'
import { formatSighting, type SeenPacket, sightingsOf, watchDuring } from './watch.ts'

const anHour = 3_600_000
/** A try of TCP and, a second later, another. */
const patienceMs = 1_500
const ends = [scene.sender, scene.pod.node]

describe.skipIf(whyNoLabTests() !== null)(labTitle('broken ways on real kernels'), () => {
  let lab: StartedLab
  beforeAll(async () => {
    // Left alone for an hour, kube-proxy repairs nothing.
    lab = await startLab({ hubPort: null, syncPeriodMs: anHour })
    await lab.scale(1)
  }, labStartMs)
  afterAll(() => lab?.close())

  const ask = async (path: string) => {
    let answer: Answer = { status: 0, body: '', problem: 'not asked' }
    const url = `http://${web.clusterIp}:${web.port}${path}`
    const packets = await watchDuring(lab, ends, [web.port], async () => {
      answer = await lab.ask(scene.sender, url, patienceMs)
    })
    return { answer, packets: packets.filter(({ way }) => way !== 'icmp') }
  }

  test('nothing is broken: request and reply are seen at every device', async () => {
    for (const path of ['/', '/large']) {
      const { answer, packets } = await ask(path)
      expect(answer.status).toBe(200)
      expect(sightingsOf(packets).sort()).toEqual(wholeWay(scene).map(formatSighting).sort())
    }
  })

  test.for(breakages.map((each) => [each.name, each] as const))('%s', async ([, breakage]) => {
    const undo = await breakage.make(lab, scene)
    const { answer, packets } = await ask(breakage.path).finally(undo)
    const truth = breakage.truth(scene)
    expect(answer.problem).toMatch(truth.is === 'refused' ? 'ECONNREFUSED' : 'no answer within')
    const seen = breakage.seen(scene)
    expect(sightingsOf(packets.filter(isOfTheLost(breakage))).sort()).toEqual(seen.map(formatSighting).sort())
    if (truth.is === 'lost') expect(truth.last).toEqual(seen.at(-1))
    await until('it is mended', 5_000, async () => (await lab.ask(scene.sender)).status === 200)
  })
})

/** Of a large answer that is lost: what the smaller packets of its connection show is the whole way. */
const isOfTheLost =
  (breakage: Breakage) =>
  ({ way, bytes }: SeenPacket): boolean =>
    breakage.path === '/' || way === 'request' || bytes > 1_000
