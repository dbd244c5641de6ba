import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { zh } from '#components/words/zh.ts'
import { type WalkFixtureName, walkFixtureNames, walkFixtures } from '#model/fixtures/walks.ts'
import { sayVerdict } from './verdict-sentence.ts'

const say = (name: WalkFixtureName, words = en) => {
  const { walk, result } = walkFixtures[name]()
  const { headline, proof } = sayVerdict(walk, result!, words)
  return [headline, ...proof].join(' ')
}
const judged = walkFixtureNames.filter((name) => walkFixtures[name]().result !== null)

describe('the verdict in a sentence', () => {
  it.each<[WalkFixtureName, string]>([
    [
      'reference',
      'The ClusterIP is no hop. 7 packets seen at cali3f7a91c2d04 on znode2; 0 carried 10.104.197.218. zmaster0 rewrote the destination before tunl0 (IPVS, local out) and the source to 100.117.189.64 (masquerade).',
    ],
    [
      'sameNode',
      'The ClusterIP is no hop. 7 packets seen at cali3f7a91c2d04 on znode2; 0 carried 10.104.197.218. znode2 rewrote the destination before cali3f7a91c2d04 (IPVS, local out) and the source to 100.108.11.192 (masquerade).',
    ],
    [
      'fromPod',
      'The ClusterIP is no hop. 7 packets seen at cali3f7a91c2d04 on znode2; 0 carried 10.104.197.218. znode1 rewrote the destination before tunl0 (IPVS, local in). The source stayed 100.66.209.194: the Pod sees who asked. 10.104.197.218 was on the wire only at cali0d52b7e6f11 on znode1.',
    ],
    [
      'nodePort',
      'The node port is translated on the node that is asked. 7 packets seen at cali77c19ab30fe on znode2; 0 carried 192.168.138.50. zmaster0 rewrote the destination before tunl0 (IPVS, local in) and the source to 100.117.189.64 (masquerade). 192.168.138.50 was on the wire only at eth0 on zmaster0.',
    ],
    [
      'lostRequest',
      'The request was lost on zmaster0. Last seen: IPVS (local out) on zmaster0. Expected next, and not seen: tunl0 (out) on zmaster0. zmaster0 rewrote the destination (IPVS, local out).',
    ],
    [
      'lostReply',
      'The Pod answered, and the reply was lost between znode2 and zmaster0. Last seen: eth0 (out) on znode2. Expected next, and not seen: eth0 (in) on zmaster0. 6 packets seen at cali3f7a91c2d04 on znode2; 0 carried 10.104.197.218. zmaster0 rewrote the destination before tunl0 (IPVS, local out) and the source to 100.117.189.64 (masquerade).',
    ],
    [
      'refusedByPod',
      'Refused by the Pod: web-96d5df5c8-c2cp4 on znode2 answered with a reset. 2 packets seen at cali3f7a91c2d04 on znode2; 0 carried 10.104.197.218. zmaster0 rewrote the destination before tunl0 (IPVS, local out) and the source to 100.117.189.64 (masquerade).',
    ],
    ['refusedByNode', 'Refused by znode0 itself, before anything was sent to a Pod.'],
    ['unseen', 'Nothing can be said: no capture ran where the packets pass.'],
    [
      'noTraffic',
      'Nobody asked: in 30 s no connection of web-96d5df5c8-qcbvc to default/web 10.104.197.218:80 was seen.',
    ],
  ])('of %s', (name, text) => {
    expect(say(name)).toBe(text)
  })

  it('is the same facts in Chinese', () => {
    expect(say('reference', zh as typeof en)).toBe(
      'ClusterIP 并不是一跳。 在 znode2 的 cali3f7a91c2d04 上看到 7 个数据包，其中 0 个带有 10.104.197.218。 zmaster0 在 tunl0 之前改写了目的地址（IPVS，local out），并将源地址改为 100.117.189.64（masquerade）。',
    )
  })

  it.each(judged)('of %s says nothing unknown in either language', (name) => {
    for (const words of [en, zh as typeof en]) expect(say(name, words)).not.toMatch(/undefined|null|NaN|\[object/)
  })

  it('does not claim that the ClusterIP is no hop where the Pod saw it, or was not watched', () => {
    const { walk, result } = walkFixtures.reference()
    const facts = { ...(result!.verdict as { facts: object }).facts } as never as {
      atPod: { carryingVirtual: number } | null
    }
    const headline = (atPod: typeof facts.atPod) =>
      sayVerdict(walk, { ...result!, verdict: { ...result!.verdict, facts: { ...facts, atPod } } as never }, en)
        .headline
    expect(headline({ ...facts.atPod!, carryingVirtual: 2 })).toBe(
      'Request and reply went all the way, and 2 packets at the Pod carried 10.104.197.218.',
    )
    expect(headline(null)).toBe('Request and reply went all the way.')
  })
})
