/** The wanted table against what a real kube-proxy 1.32 wrote into a real kernel for the same objects. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { driftBetween, isOnlyDraining } from '../drift.ts'
import { makeNodeName } from '../ids.ts'
import { reshapeEndpointSlice } from '../kube/endpoint-slice.ts'
import { reshapeService } from '../kube/service.ts'
import { readOnce } from '../sources/ipvs/testing.ts'
import { compareMatches } from '../topology.ts'
import { type ProxyNode, wantService } from './want.ts'

const fixtures = new URL('../fixtures/', import.meta.url).pathname

/** node-1 of the recording: one address besides the loopback's and kube-ipvs0's. */
const node: ProxyNode = {
  node: makeNodeName('node-1'),
  zone: 'zone-1',
  nodePortAddresses: ['172.31.77.2'],
  scheduler: 'rr',
  showsSchedulerFlags: false,
}

interface Capture {
  readonly table: string
  readonly services: readonly unknown[]
  readonly endpointSlices: readonly unknown[]
}

function wantOf(capture: Capture) {
  const slices = capture.endpointSlices.map(reshapeEndpointSlice).filter((slice) => slice !== null)
  return capture.services
    .map(reshapeService)
    .filter((service) => service !== null)
    .flatMap((service) =>
      wantService(
        service,
        slices.filter((slice) => slice.service === service.id),
        node,
      ),
    )
    .map(({ server }) => server)
    .sort((a, b) => compareMatches(a.match, b.match))
}

const haveOf = (table: string) => readOnce(readFileSync(`${fixtures}ipvs/${table}.proc.txt`), 100).servers

describe('kube-proxy agrees', () => {
  it.each(readdirSync(`${fixtures}kube-proxy`))('%s', (file) => {
    const capture = JSON.parse(readFileSync(`${fixtures}kube-proxy/${file}`, 'utf8')) as Capture
    const want = wantOf(capture)
    expect(want.length).toBeGreaterThan(1)
    const drift = driftBetween(haveOf(capture.table), want)
    expect(drift.filter((difference) => !isOnlyDraining(difference))).toEqual([])
  })

  it('and a table that lacks a row does not', () => {
    const capture = JSON.parse(readFileSync(`${fixtures}kube-proxy/one-service.json`, 'utf8')) as Capture
    const [first, second] = haveOf('one-service')
    const have = [first!, { ...second!, realServers: second!.realServers.slice(1) }]
    const drift = driftBetween(have, wantOf(capture))
    expect(drift.map((difference) => [difference.key, difference.rows.map((row) => row.state)])).toEqual([
      ['TCP 10.104.197.218:80', ['agrees', 'agrees', 'missing']],
    ])
  })
})
