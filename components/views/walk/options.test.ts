import { describe, expect, it } from 'vitest'
import { en } from '#components/words/en.ts'
import { everyServiceKind } from '#model/fixtures/clusters.ts'
import { bodyOf, formatWanted, hasBothFamilies, parseWalkOptions, rolesOf, troubleOf } from './options.ts'

const cluster = everyServiceKind()
const wanted = (options: Record<string, string>) => parseWalkOptions(options).wanted
const trouble = (options: Record<string, string>) => troubleOf(wanted(options), cluster, en.walk)

describe('a walk that is wanted', () => {
  it.each<[Record<string, string>, object]>([
    [
      { node: 'zmaster0', port: 'default/web:80/TCP' },
      { source: { is: 'node', node: 'zmaster0' }, port: 'default/web:80/TCP' },
    ],
    [
      { pod: 'default/web-96d5df5c8-qcbvc', port: 'default/web:80/TCP', seconds: '60' },
      { source: { is: 'pod', pod: 'default/web-96d5df5c8-qcbvc' }, port: 'default/web:80/TCP', seconds: 60 },
    ],
    [
      { client: '192.168.138.9', port: 'shop/edge:443/TCP', role: 'node-port', via: 'zmaster0', seconds: '7' },
      {
        source: { is: 'client', address: '192.168.138.9' },
        port: 'shop/edge:443/TCP',
        role: 'node-port',
        node: 'zmaster0',
        seconds: 30,
      },
    ],
    [
      { node: 'zmaster0', port: 'default/web:80/TCP', method: 'http', ask: '/health', family: '6' },
      {
        source: { is: 'node', node: 'zmaster0' },
        port: 'default/web:80/TCP',
        family: 6,
        method: { is: 'http', path: '/health', host: '', statuses: [] },
      },
    ],
  ])('%j is asked for as %j', (options, body) => {
    expect(trouble(options)).toBeNull()
    expect(bodyOf(wanted(options))).toEqual(body)
  })

  it.each<[Record<string, string>, string, boolean]>([
    [{}, 'Say which node asks.', true],
    [{ by: 'pod' }, 'Say which Pod’s traffic to follow.', true],
    [{ node: 'zmaster0' }, 'Say which Service port is asked.', true],
    [{ node: 'nosuch' }, 'There is no node “nosuch”.', false],
    [{ client: 'me' }, '“me” is no IP address. Write the client as 10.0.0.1 or fd00::1.', false],
    [
      { node: 'zmaster0', port: 'default/web:81/TCP' },
      'No Service has the port “default/web:81/TCP”. Write it as namespace/name:port/TCP.',
      false,
    ],
  ])('%j is told: %s', (options, text, isMissing) => {
    expect(trouble(options)).toEqual({ text, isMissing })
  })

  it.each([
    { node: 'zmaster0', port: 'default/web:80/TCP', method: 'https', ask: '/a', family: '6' },
    { node: 'zmaster0', port: 'kube-system/kube-dns:53/UDP', method: 'dns', ask: 'a.b' },
    { node: 'zmaster0', port: 'shop/edge:443/TCP', role: 'node-port', via: 'znode1' },
    { pod: 'default/a', port: 'shop/edge:443/TCP', role: 'external-ip', seconds: '60' },
  ])('%j is all in the address', (options) => {
    const written = Object.entries(formatWanted(wanted(options))).filter(([, text]) => text !== '')
    expect(Object.fromEntries(written)).toEqual(options)
  })

  it('is of one family where the address has two', () => {
    expect(hasBothFamilies(cluster, { port: 'default/web:80/TCP', role: '' })).toBe(false)
    expect(hasBothFamilies(cluster, { port: 'shop/edge:443/TCP', role: '' })).toBe(true)
  })

  it('may be of any address the port has', () => {
    expect(rolesOf(cluster, 'default/web:80/TCP')).toEqual(['cluster-ip'])
    expect(rolesOf(cluster, 'shop/edge:443/TCP')).toEqual(['cluster-ip', 'external-ip', 'load-balancer', 'node-port'])
    expect(rolesOf(cluster, 'nosuch')).toEqual([])
  })

  it('knows what is chosen of it, and no nonsense', () => {
    expect(parseWalkOptions({ walk: 'a1', stop: '3', packet: '-1' })).toMatchObject({
      walk: 'a1',
      stop: 3,
      packet: null,
    })
  })
})
