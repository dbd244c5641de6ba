import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { makeFixedStore } from '#components/live/fixed-store.ts'
import { LiveProvider } from '#components/live/hooks.ts'
import { type Address, parseAddress } from '#components/url/address.ts'
import { en } from '#components/words/en.ts'
import { zh } from '#components/words/zh.ts'
import { compareClusters } from '#model/compare/compare.ts'
import { allAnswer, oneTimesOut } from '#model/fixtures/access.ts'
import { kubeProxyUpgrade, type Moments, nodeLost, nothingChanged, rollout, tampered } from '#model/fixtures/compare.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { ComparisonBody } from './body.tsx'
import { filterGroups } from './lines/filter.ts'
import { makeGroups } from './lines/groups.ts'

const here = vi.hoisted(() => ({ address: null as unknown }))
vi.mock('#components/url/browser.ts', async (original) => ({
  ...(await original<object>()),
  useAddress: () => here.address,
  currentAddress: () => here.address,
  hrefOf: (to: Address) => JSON.stringify(to),
}))
beforeEach(() => {
  vi.stubGlobal('window', { location: { origin: 'http://hub' }, matchMedia: () => ({ matches: false }) })
})

const proved: Moments = { before: allAnswer(), after: oneTimesOut() }

function read({ before, after }: Moments, path = '/compare', standIns = { a: false, b: false }): string {
  const [place = '', search = ''] = path.split('?')
  here.address = parseAddress(place, search)
  const body = <ComparisonBody comparison={compareClusters(before, after, standIns)} />
  return renderToStaticMarkup(<LiveProvider store={makeFixedStore(after)}>{body}</LiveProvider>)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

describe('a comparison on the page', () => {
  it.each<[string, Moments, string, RegExp]>([
    [
      'a rollout, with the row one node kept first',
      rollout(),
      '',
      /Between .*: 1 new drift · 1 Service changed · 35 rows on 6 nodes .*default\/ web .*! drift .*new drift: 100\.74\.135\.1:80 should not be there znode4.*− .*real server 100\.66\.209\.194:80 weight 1 gone all 6 nodes.*weight 1 gone all but znode4/,
    ],
    [
      'an upgrade',
      kubeProxyUpgrade(),
      '',
      /12 virtual servers set otherwise on 6 nodes.*no drift.*scheduler rr → lc all 6 nodes.*By node all 6 nodes.*kube-proxy ipvs v1\.32\.13 → ipvs v1\.33\.4.*vs\.expire_nodest_conn 1 → 0 · against what kube-proxy sets/,
    ],
    ['a node that went', nodeLost(), '', /znode2 .*Its agent does not answer any more\..*znode4 .*gone/],
    ['nothing', nothingChanged(), '', /: nothing changed\. All virtual servers.*6 nodes/],
    ['only problems', kubeProxyUpgrade(), '?show=problems', /everything.*vs\.expire_nodest_conn/],
    ['only load', nodeLost(), '?show=load', /connections\/s 210\.0 → 116\.5/],
    ['a filter', rollout(), '?q=nosuch', /No change matches the filter\. Clear the filter/],
    ['the table', rollout(), '?as=table', /default\/web − real server 100\.66\.209\.194:80 weight 1 gone all 6 nodes/],
  ])('says %s', (_name, moments, search, sentence) => {
    expect(read(moments, `/compare${search}`)).toMatch(sentence)
  })

  it('shows of problems nothing else, of load neither rows nor endpoints', () => {
    expect(read(kubeProxyUpgrade(), '/compare?show=problems')).not.toMatch(/nf_conntrack_max|scheduler/)
    expect(read(nodeLost(), '/compare?show=load')).not.toMatch(/endpoint|weight|agent /)
    expect(read(nodeLost(), '/compare?show=structure')).not.toMatch(/210\.0/)
  })

  it('says what tests and walks prove now, first where that is nothing good', () => {
    expect(read(proved)).toMatch(
      /: 1 test from a node fails now · .*default\/ web .*! access test 80\/TCP 20 of 20 answered · 0\.\d ms → fails now: 0 of 20 answered · timeout znode3/,
    )
    expect(read(proved, '/compare?show=proofs')).toMatch(/access test 80\/TCP/)
    expect(read(proved, '/compare?show=structure')).toMatch(/No change matches/)
  })

  it('says plainly where names of one side are stand-ins, and lists nothing', () => {
    const page = read(rollout(), '/compare', { a: true, b: false })
    expect(page).toMatch(
      /Names and addresses of the earlier side are stand-ins.*Before: 6 nodes, 0 wrong · After: 6 nodes/,
    )
    expect(page).not.toMatch(/Service is|Services are|By Service/)
    expect(read(rollout(), '/compare', { a: true, b: true })).toMatch(/stand-ins on both sides/)
  })

  it('says of which nodes nothing had been heard', () => {
    const after = rollout().before
    const before = {
      ...after,
      feeds: new Map([...after.feeds.keys()].map((name) => [name, { is: 'waiting' as const }])),
    }
    expect(read({ before, after })).toMatch(/nothing changed.*6 nodes had not been heard yet at .*is not compared/)
  })

  it('has the same lines in the table as in its groups', () => {
    const { before, after } = tampered()
    const groups = makeGroups(compareClusters(before, after), en)
    const lines = [...groups.things, ...groups.nodes].flatMap((group) => group.lines)
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
    const page = read(tampered(), '/compare?as=table')
    for (const { key } of lines) expect(page).toContain(key)
  })

  it.each([en, zh])('knows every word in each language: %#', (words) => {
    for (const { before, after } of [rollout(), kubeProxyUpgrade(), nodeLost(), tampered(), proved]) {
      const groups = makeGroups(compareClusters(before, after), words)
      expect(JSON.stringify(groups)).not.toMatch(/undefined|NaN|\[object/)
    }
  })

  it('of two large clusters is drawn as far as it is looked at', () => {
    const small = { nodes: 60, services: 400, namespaces: 5, podsEach: 2 }
    const [before, after] = [crowdCluster(small, 0), { ...crowdCluster(small, 0), services: new Map() }]
    const groups = makeGroups(compareClusters(before, after), en)
    expect(groups.things).toHaveLength(400)
    expect(filterGroups(groups.things, { show: 'all', text: 'team-01/service-11' }).map(({ id }) => id)).toEqual([
      'service:team-01/service-11',
      'service:team-01/service-111',
      'service:team-01/service-116',
    ])
  })
})
