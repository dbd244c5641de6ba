import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { methodNamed, methodsOf } from '#components/parts/probe-method.ts'
import { everyServiceKind } from '#model/fixtures/clusters.ts'
import { makeNodeName, type ServicePortId } from '#model/ids.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import type { Target } from '#model/service-port.ts'
import { byHand } from './by-hand.ts'
import { spotOfKey } from './keyboard.ts'
import {
  formatCell,
  formatQuestion,
  parseOptions,
  patienceChoices,
  type Question,
  roles,
  triesChoices,
} from './options.ts'
import { askablePorts, nodeChoices, portChoices, rolesOf } from './ports.ts'
import { bodyOf, idIn } from './request.ts'

const port = (text: string) => text as ServicePortId
const cluster = everyServiceKind()
const ports = askablePorts(cluster)

const methods: (ProbeMethod | null)[] = [
  null,
  methodNamed('tcp', ''),
  methodNamed('http', '/'),
  methodNamed('https', '/a?b=c&d'),
  methodNamed('dns', 'web.default.svc'),
  methodNamed('udp', ''),
]
const question: fc.Arbitrary<Question> = fc.record({
  ports: fc.constantFrom([], [port('a/b:80/TCP')], [port('a/b:80/TCP'), port('c/d:53/UDP')]),
  nodes: fc.constantFrom([], [makeNodeName('n1'), makeNodeName('n2')]),
  role: fc.constantFrom(...roles),
  method: fc.constantFrom(...methods),
  tries: fc.constantFrom(...triesChoices),
  timeoutMs: fc.constantFrom(...patienceChoices),
})

describe('what is asked', () => {
  it('comes back from the address as it was', () => {
    fc.assert(
      fc.property(question, (one) => {
        const given = Object.entries(formatQuestion(one)).filter(([, value]) => value !== '')
        expect(parseOptions(Object.fromEntries(given)).question).toEqual(one)
      }),
    )
  })

  it('is not in an address without a port, and usual where that says nonsense', () => {
    expect(parseOptions({ tries: '20' }).question).toBeNull()
    const odd = parseOptions({ port: 'a/b:80/TCP,,a/b:80/TCP', tries: '7', patience: 'x', at: 'moon', method: 'smtp' })
    expect(odd.question).toEqual({
      ports: ['a/b:80/TCP'],
      nodes: [],
      role: 'cluster-ip',
      method: null,
      tries: 5,
      timeoutMs: 2_000,
    })
  })

  it('leaves out of the request what the hub knows by itself', () => {
    const usual = parseOptions({ port: 'a/b:80/TCP' }).question!
    expect(bodyOf(usual)).toEqual({ ports: ['a/b:80/TCP'], role: 'cluster-ip', tries: 5, timeoutMs: 2_000 })
    expect(bodyOf({ ...usual, nodes: [makeNodeName('n')], method: methodNamed('tcp', '') })).toMatchObject({
      nodes: ['n'],
      method: { is: 'tcp' },
    })
  })

  it.each([
    [{ id: 'abc' }, 'abc'],
    [{ id: 1 }, null],
    [null, null],
    ['abc', null],
  ])('%j has the id %s', (value, id) => {
    expect(idIn(value)).toBe(id)
  })
})

describe('a cell', () => {
  it('comes back from the address', () => {
    const cell = { node: makeNodeName('znode1'), port: port('default/web:80/TCP') }
    expect(parseOptions(formatCell(cell)).cell).toEqual(cell)
    expect(formatCell(null)).toEqual({ cell: '' })
    for (const text of ['', '@x', 'x@', 'x']) expect(parseOptions({ cell: text }).cell).toBeNull()
  })

  it.each([
    ['ArrowUp', { row: 0, column: 1 }],
    ['ArrowDown', { row: 2, column: 1 }],
    ['ArrowLeft', { row: 1, column: 0 }],
    ['ArrowRight', { row: 1, column: 2 }],
    ['Home', { row: 1, column: 0 }],
    ['End', { row: 1, column: 3 }],
    ['PageDown', { row: 4, column: 1 }],
    ['PageUp', { row: 0, column: 1 }],
    ['x', null],
  ])('%s leads to %j', (key, spot) => {
    expect(spotOfKey(key, { row: 1, column: 1 }, 5, 4)).toEqual(spot)
  })

  it('at the edge stays', () => {
    expect(spotOfKey('ArrowUp', { row: 0, column: 0 }, 5, 4)).toEqual({ row: 0, column: 0 })
    expect(spotOfKey('ArrowRight', { row: 4, column: 3 }, 5, 4)).toEqual({ row: 4, column: 3 })
  })
})

describe('what can be asked', () => {
  const allOf = (namespace: string, count: number) => `all ${count} of ${namespace}`
  const found = (query: string, taken: string[] = []) =>
    portChoices(ports, taken.map(port), query, allOf).map(({ text }) => text)

  it('is every port with an address', () => {
    const ids = ports.map(({ id }) => id as string)
    expect(ids).toContain('kube-system/kube-dns:53/UDP')
    expect(ids.some((id) => id.startsWith('shop/queue') || id.startsWith('shop/payments'))).toBe(false)
  })

  it('is found by name, port name, number or address, and by namespace as a whole', () => {
    expect(found('metrics')).toEqual(['shop/checkout:9090/TCP'])
    expect(found('10.104.197')).toEqual(['default/web:80/TCP'])
    expect(found('kube-system')).toEqual([
      'all 2 of kube-system',
      'kube-system/kube-dns:53/TCP',
      'kube-system/kube-dns:53/UDP',
    ])
    expect(found('web 80', ['default/web:80/TCP'])).toEqual([])
    const [whole] = portChoices(ports, [], 'kube-system', allOf)
    expect(whole!.ids).toHaveLength(2)
    expect(nodeChoices(cluster.nodes.keys(), [makeNodeName('znode1')], 'NODE').map(({ text }) => text)).toEqual([
      'znode0',
      'znode2',
      'znode3',
      'znode4',
    ])
  })

  it('is asked by what its protocol allows, at addresses all of it has', () => {
    expect(methodsOf([port('a/b:53/UDP')])).toEqual(['dns', 'udp'])
    expect(methodsOf([port('a/b:53/UDP'), port('a/b:53/TCP')])).toEqual([])
    expect(rolesOf(cluster, [port('shop/edge:443/TCP')])).toEqual([
      'cluster-ip',
      'node-port',
      'load-balancer',
      'external-ip',
    ])
    expect(rolesOf(cluster, [port('shop/edge:443/TCP'), port('shop/checkout:80/TCP')])).toEqual([
      'cluster-ip',
      'node-port',
    ])
    expect(rolesOf(cluster, [])).toEqual(['cluster-ip'])
  })
})

describe('the command of a hand on the node', () => {
  const target = (address: string): Target => ({ role: 'cluster-ip', protocol: 'TCP', address, port: 80, node: null })
  it.each([
    [methodNamed('http', '/'), '10.0.0.1', /^curl -m 2 .* http:\/\/10\.0\.0\.1:80\/$/],
    [methodNamed('https', "/a'b;rm"), 'fd00::1', /^curl -m 2 -k .* 'https:\/\/\[fd00::1\]:80\/a%27b;rm'$/],
    [methodNamed('tcp', ''), 'fd00::1', /^nc -6 -z -v -w 2 fd00::1 80$/],
    [methodNamed('dns', 'web.default.svc'), '10.0.0.1', /^dig .*-p 80 @10\.0\.0\.1 web\.default\.svc A$/],
  ])('%j at %s', (method, address, command) => {
    expect(byHand(method, target(address), { timeoutMs: 2_000 })).toMatch(command)
  })
})
