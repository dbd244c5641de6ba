import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeFixedStore } from '#components/live/fixed-store.ts'
import { LiveProvider } from '#components/live/hooks.ts'
import { type Address, parseAddress } from '#components/url/address.ts'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { accessRunning, allAnswer, largeAccess, manyTests, oneTimesOut, partlyFailed } from '#model/fixtures/access.ts'
import { withPackets } from '#model/fixtures/captures.ts'
import {
  driftingCluster,
  everyServiceKind,
  oneAgentDead,
  referenceCluster,
  silentNodes,
} from '#model/fixtures/clusters.ts'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { flowRow, readFeed, withFlows } from '#model/fixtures/flows.ts'
import { walkFixtureNames, walkFixtures, withWalks } from '#model/fixtures/walks.ts'
import { FirstWait } from '../frame/first-wait.tsx'
import { Frame } from '../frame/frame.tsx'
import { views } from './index.ts'

const here = vi.hoisted(() => ({ address: null as unknown }))
vi.mock('#components/url/browser.ts', async (original) => ({
  ...(await original<object>()),
  useAddress: () => here.address,
  currentAddress: () => here.address,
  basePath: () => '',
  hrefOf: (to: Address) => JSON.stringify(to),
}))

beforeEach(() => {
  vi.stubGlobal('window', { location: { origin: 'http://hub' }, matchMedia: () => ({ matches: false }) })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** A whole page as text without its tags. */
async function read(cluster: Cluster, path: string, store = makeFixedStore(cluster)): Promise<string> {
  const [place = '/', search = ''] = path.split('?')
  const address = parseAddress(place, search)
  here.address = address
  const view = views.find(({ id }) => id === address.view)!
  const { default: Body } = await view.load()
  const page = (
    <LiveProvider store={store}>
      <Frame>
        {view.scope ? (
          <FirstWait scope={view.scope(address.params)}>
            <Body />
          </FirstWait>
        ) : (
          <Body />
        )}
      </Frame>
    </LiveProvider>
  )
  return renderToStaticMarkup(page)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
}

const large = crowdCluster({ nodes: 60, services: 80, namespaces: 5, podsEach: 2 })

describe('a page', () => {
  it.each<[string, Cluster, RegExp]>([
    ['/', referenceCluster(), /All 6 nodes agree on 1 Service · [\d,.]+ conn\/s/],
    ['/?as=table', driftingCluster(), /4 nodes differ at web/],
    ['/matrix', driftingCluster(), /4 cells wrong: 1 Service on 4 nodes.*1 draining.*Drift.*as it should be/],
    ['/matrix?as=table', driftingCluster(), /default\/ web.*znode0.*missing.*real server 100\.66\.209\.194:80 missing/],
    ['/matrix?as=table&by=rate', referenceCluster(), /default\/ web.*\d\.\d/],
    ['/matrix?cell=service:default/web@znode0', driftingCluster(), /web znode0.*missing.*Open the Service/],
    ['/matrix?problems=1', referenceCluster(), /Nothing differs: every table/],
    ['/matrix?q=nosuch', referenceCluster(), /No Service and no node matches/],
    ['/matrix?ns=nosuch', referenceCluster(), /No Service of the namespace nosuch/],
    ['/matrix', silentNodes(), /1 Service agrees on 3 nodes.*3 nodes not known/],
    ['/services', driftingCluster(), /default\/ web.*differs on 4 nodes/],
    ['/services/default/web', driftingCluster(), /znode0/],
    ['/nodes', oneAgentDead(), /znode2 .*3 min 12 s/],
    ['/services/shop/queue', everyServiceKind(), /headless/],
    ['/services/default/nosuch', referenceCluster(), /There is no Service default\/nosuch/],
    ['/nodes/znode0', silentNodes(), /znode0/],
    ['/nodes/znode0?show=settings', referenceCluster(), /Kernel settings .*Not read yet/],
    [
      '/flows',
      withFlows(referenceCluster(), [flowRow()]),
      /the node itself.*default\/ web.*translated.*100\.117\.189\.64:31076.*896 s left/,
    ],
    [
      '/flows?capture=c0ffee000001',
      withPackets(referenceCluster()),
      /Of 805 packets the newest 105 are here.*zmaster0.*tunl0.*out.*100\.117\.189\.64:31076/,
    ],
    ['/flows?packets=-', referenceCluster(), /Say which Service port’s packets to capture/],
    ['/walk', withWalks(), /Say which node asks.*Walks.*kept.*lost/],
    [
      '/walk?walk=a10000000001',
      withWalks(),
      /The ClusterIP is no hop\..*masquerade\).*zmaster0.*translates.*Flags \[S\]/,
    ],
    ['/walk?walk=a10000000005', withWalks(), /The request was lost on zmaster0\..*Dropped on the node that sends/],
    ['/walk?walk=b10000000002', withWalks(), /Waiting until web-96d5df5c8-qcbvc asks.*3 packets so far · 12 s.*Cancel/],
    ['/walk?walk=nosuch', withWalks(), /There is no walk nosuch any more/],
    ['/flows?client=me', withFlows(referenceCluster(), []), /“me” is no IP address/],
    ['/access', everyServiceKind(), /Nothing has been asked yet.*Choose Service ports first/],
    ['/access', allAnswer(), /All 6 nodes get an answer from default\/ web:80\/TCP.*100\.117\.189\.64/],
    [
      '/access',
      oneTimesOut(),
      /5 of 6 nodes get every answer.*znode3 : no answer, timeout\. The route leads elsewhere/,
    ],
    ['/access?problems=1', allAnswer(), /No pair of this test has a problem/],
    ['/access?test=gone', allAnswer(), /no longer has the test gone/],
    ['/access', accessRunning(), /So far: 13 of 30 pairs.*13 of 30 pairs Cancel/],
    ['/access', manyTests(), /every 5 min · next in 3 min 12 s Stop.*1 failed · by schedule/],
    ['/access', largeAccess(30, 9), /refused from 24 of 30 nodes.*node-0029/],
    ['/access?as=table&sort=result', partlyFailed(), /znode0.*refused.*The virtual server has no real servers/],
    [
      '/access?cell=zmaster0@default/web:80/TCP',
      partlyFailed(),
      /The real server is no endpoint · certain.*13 of 20 tries answered · status 200 × 13.*no endpoint of the Service expected 25 %.*Walk from here.*curl -m 2/,
    ],
    [
      '/access?cell=znode1@default/web:80/TCP',
      partlyFailed(),
      /not asked.*Its agent does not answer · certain no answer for 3 min 12 s\. Nothing can be asked there/,
    ],
    ['/access?cell=znode4@default/web:80/TCP', partlyFailed(), /Who was chosen is not known here: the ip_vs_conn/],
    ['/access?port=shop/checkout:80/TCP', allAnswer(), /These ports have not been asked yet/],
    [
      '/services/default/web',
      oneTimesOut(),
      /Access asked 6 s ago.*Every answer from 5 of 6 nodes.*znode3 timeout.*Ask again/,
    ],
    ['/services/default/web', referenceCluster(), /Access Not asked yet.*Ask from every node/],
    ['/flows?state=udp', withFlows(referenceCluster(), [], { zmaster0: readFeed() }), /No connection fits the filters/],
  ])('%s is made of its own projection', async (path, cluster, sentence) => {
    expect(await read(cluster, path)).toMatch(sentence)
  })

  it.each(walkFixtureNames)('of the walk %s says nothing unknown', async (name) => {
    const path = `/walk?walk=${walkFixtures[name]().walk.id}&stop=1&packet=2`
    expect(await read(withWalks(), path)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it.each(['/', '/services', '/nodes'])('%s says that figures of a large cluster are rounded', async (path) => {
    expect(await read(large, path)).toMatch(path === '/' ? /about [\d,.]+ conn\/s/ : /rounded to two digits/)
    expect(await read(referenceCluster(), path)).not.toMatch(/about \d|rounded/)
  })

  it.each(['/access', '/services/default/web'])('%s says why nothing can be begun, and how else', async (path) => {
    const cluster = allAnswer()
    const feed = { is: 'live', at: cluster.at } as const
    const page = await read(cluster, path, makeFixedStore(cluster, feed, { login: 'open', name: '', roles: ['view'] }))
    expect(page).toMatch(/by FAIRLEAD_AUTH.*curl -X POST .*access-tests/)
    expect(page).not.toMatch(/ Run | Ask again | Stop /)
  })

  it.each(['/access', '/services/default/web', '/walk', '/flows?packets=-', '/nodes/znode0'])(
    '%s begins nothing and names no command where it shows no present',
    async (path) => {
      const cluster = allAnswer()
      for (const feed of [
        { is: 'kept', takenAt: cluster.at },
        { is: 'past', at: cluster.at },
      ] as const) {
        const page = await read(cluster, path, makeFixedStore(cluster, feed))
        expect(page).not.toMatch(/ Run | Ask again | Stop | Start | Share |curl|FAIRLEAD_ACTIONS/)
      }
    },
  )

  it('names its command in the present', async () => {
    expect(await read(allAnswer(), '/nodes/znode0')).toMatch(/curl /)
  })

  it('has in its frame how the whole cluster stands, whatever it looks at', async () => {
    for (const path of ['/', '/services/default/web', '/nodes/znode3'])
      expect(await read(driftingCluster(), path)).toMatch(/agents 6\/6.* 4 differences/)
  })

  it.each(views.map(({ path }) => path.replace(/:\w+/g, 'x')))('%s waits for its first frame', async (path) => {
    expect(await read(emptyCluster, path)).not.toMatch(/NaN|undefined/)
  })
})
