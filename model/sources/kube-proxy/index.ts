/**
 * kube-proxy's own words, from its metrics port on the node's loopback (10249): in which mode it runs, and its
 * version. Nobody there: another proxy, or one whose metrics are elsewhere.
 *
 *     GET /proxyMode   ipvs
 *     GET /metrics     kubernetes_build_info{…,git_version="v1.32.13",…} 1
 */
import * as v from 'valibot'
import type { Source } from '../source.ts'

const text = v.pipe(v.string(), v.maxLength(100))
const schema = v.object({
  /** `ipvs`, `iptables`, `nftables`. */
  mode: text,
  /** `v1.32.13`; null where its metrics do not tell. */
  version: v.nullable(text),
})
export type KubeProxy = v.InferOutput<typeof schema>

const metricsPort = 10_249

export const kubeProxy: Source<'kubeProxy', KubeProxy> = {
  name: 'kubeProxy',
  schema,
  async read(look) {
    const mode = await look.ask(metricsPort, '/proxyMode')
    if (mode.is === 'missing') return { is: 'unsupported', why: mode.why }
    if (mode.is === 'failed') return { is: 'unreadable', why: mode.why }
    const word = mode.text.trim()
    if (!/^[a-z0-9-]{1,30}$/i.test(word))
      return {
        is: 'unreadable',
        why: `What answers on 127.0.0.1:${metricsPort} names no proxy mode: is it kube-proxy?`,
      }
    const metrics = await look.ask(metricsPort, '/metrics')
    const version = metrics.is === 'ran' ? versionIn(metrics.text) : null
    return { is: 'read', value: { mode: word, version } }
  },
}

const versionIn = (metrics: string): string | null =>
  /^kubernetes_build_info\{[^}]*\bgit_version="([^"]{1,60})"/m.exec(metrics)?.[1] ?? null
