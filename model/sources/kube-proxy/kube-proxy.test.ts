import { describe, expect, it } from 'vitest'
import { bareLook, capture, ran } from '../../fixtures/look.ts'
import type { Ran } from '../source.ts'
import { kubeProxy } from './index.ts'

const answering = (answers: Readonly<Record<string, Ran>>) =>
  kubeProxy.read({ ...bareLook, ask: async (port, path) => answers[`${port} ${path}`] ?? bareLook.ask(port, path) })

describe('kube-proxy', () => {
  it('tells its mode and version', async () => {
    const answers = {
      '10249 /proxyMode': ran('ipvs'),
      '10249 /metrics': ran(capture('kube-proxy/fixtures/metrics.txt')),
    }
    expect(await answering(answers)).toEqual({ is: 'read', value: { mode: 'ipvs', version: 'v1.32.13' } })
  })

  it('of which the metrics cannot be had still tells its mode', async () => {
    expect(await answering({ '10249 /proxyMode': ran('nftables\n') })).toEqual({
      is: 'read',
      value: { mode: 'nftables', version: null },
    })
  })

  it('is not taken for whatever else answers on its port', async () => {
    expect(await answering({ '10249 /proxyMode': ran('<html>hello</html>') })).toMatchObject({ is: 'unreadable' })
    const refused = { is: 'failed', why: 'http://127.0.0.1:10249/proxyMode answered with status 404.' } as const
    expect(await answering({ '10249 /proxyMode': refused })).toEqual({ is: 'unreadable', why: refused.why })
  })

  it('that does not listen is unsupported', async () => {
    expect(await answering({})).toEqual({ is: 'unsupported', why: 'Nobody listens on 127.0.0.1:10249.' })
  })
})
