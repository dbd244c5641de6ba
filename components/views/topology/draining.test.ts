import { describe, expect, it } from 'vitest'
import { zh } from '#components/words/zh.ts'
import { buildCluster, type NodeSketch } from '#model/fixtures/build.ts'
import { driftingCluster } from '#model/fixtures/clusters.ts'
import { makeKey, type RealServer, type VirtualServer } from '#model/topology.ts'
import { makeLabels } from './labels.ts'
import type { PodMark } from './marks.ts'
import { summarise } from './summary.ts'
import { drawOnce } from './testing.ts'

const key = 'TCP 10.96.0.10:80'
const left = (index: number, weight: number): RealServer => ({
  address: `100.66.9.${index}`,
  port: 80,
  forward: 'Masq',
  weight,
})

/** Three nodes; `leftOn` are the rows each still has of Pods the API knows no more. */
const rollout = (leftOn: readonly (readonly RealServer[])[], silent = -1) =>
  buildCluster({
    name: 'rollout',
    nodes: leftOn.map(
      (rows, index): NodeSketch => ({
        name: `n${index}`,
        address: `192.168.7.${index}`,
        tamper: (servers: readonly VirtualServer[]) =>
          servers.map((server) =>
            makeKey(server.match) === key ? { ...server, realServers: [...server.realServers, ...rows] } : server,
          ),
        ...(index === silent ? { feed: { is: 'unreachable', since: 0, why: 'no answer' } as const } : {}),
      }),
    ),
    services: [
      {
        namespace: 'default',
        name: 'web',
        clusterIps: ['10.96.0.10'],
        ports: [{ port: 80 }],
        pods: [{ name: 'web-1', node: 'n0', address: '100.66.1.1' }],
      },
    ],
  })

const unexplained = (cluster: ReturnType<typeof rollout>) =>
  drawOnce(cluster)
    .scene.marks.filter((mark): mark is PodMark => mark.kind === 'pod' && mark.state !== 'ready')
    .map(({ id, state }) => [id, state])

describe('real servers no EndpointSlice names', () => {
  it('drain where every row of theirs has weight 0', () => {
    expect(unexplained(rollout([[left(1, 0)], [left(1, 0)], []]))).toEqual([['endpoint:100.66.9.1', 'draining']])
  })
  it('are strangers as soon as one row has weight', () => {
    expect(unexplained(rollout([[left(1, 0)], [left(1, 1)], []]))).toEqual([['endpoint:100.66.9.1', 'stranger']])
  })
  it('are neither where only a silent node has them', () => {
    expect(unexplained(rollout([[], [left(1, 1)]], 1))).toEqual([['endpoint:100.66.9.1', 'unclear']])
  })
  it('are told apart in the drifting case', () => {
    expect(unexplained(driftingCluster())).toEqual([
      ['endpoint:100.94.229.201', 'stranger'],
      ['endpoint:100.127.10.70', 'draining'],
    ])
  })
})

describe('many that drain', () => {
  const rows = Array.from({ length: 12 }, (_, index) => left(index, 0))
  const picture = drawOnce(rollout([rows, rows.slice(0, 11), []]))
  it('are one mark with one line', () => {
    expect(picture.scene.marks.filter((mark) => mark.kind === 'pod').map(({ id, name }) => [id, name])).toEqual([
      ['pod:default/web-1', 'web-1'],
      ['gone:service:default/web', '12 gone, draining'],
    ])
    expect(
      picture.scene.edges.filter((edge) => edge.to.startsWith('gone:')).map(({ from, tone }) => [from, tone]),
    ).toEqual([['service:default/web', 'draining']])
  })
  it('trouble nobody', () => {
    expect(summarise(picture, makeLabels(zh)).verdict).toBe('fine')
    expect(summarise(picture, picture.labels).clauses).toContain(picture.labels.words.summary.draining(23))
  })
  it('are still single rows where the Service is opened', () => {
    const { fan } = drawOnce(rollout([rows, [], []]), { select: 'service:default/web' }).scene
    expect(fan?.rows.filter((row) => row.tone === 'draining')).toHaveLength(12)
  })
})
