import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { troubledShop } from '#model/fixtures/shop.ts'
import { makeMetrics } from '#server/metrics/metrics.ts'
import { faultsOf } from './schema.ts'

const folder = join(import.meta.dirname, '../../deploy')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ya?ml|json)$/.test(file))
const read = (file: string) => readFileSync(join(folder, file), 'utf8')
type Thing = Readonly<Record<string, unknown>>
const documents = (file: string): Thing[] => loadAll(read(file)) as Thing[]

const base = readdirSync(join(folder, 'kubernetes/base')).flatMap((file) => documents(`kubernetes/base/${file}`))
const ofKind = (kind: string) => base.filter((one) => one['kind'] === kind)
// biome-ignore lint/suspicious/noExplicitAny: manifests, as they are written.
const podsOf = (kind: string) => ofKind(kind).map((one) => (one['spec'] as any).template.spec)

let offered: Set<string>
beforeAll(async () => {
  const metrics = makeMetrics('1', undefined, false)
  const hub = { sockets: 1, storeIsFine: true, storeRoomBytes: 1, snapshots: 1, violations: new Map<string, number>() }
  const text = await metrics.write(troubledShop(), {
    ...hub,
    history: { storeBytes: 1, memoryBytes: 1, lost: 0, skipped: 0 },
  })
  offered = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name!],
    ),
  )
})

describe('deploy', () => {
  it.each(files)('%s can be read', (file) => {
    expect(file.endsWith('.json') ? [JSON.parse(read(file))] : documents(file)).not.toEqual([])
  })

  it('the API knows every field of every manifest', () => {
    const foreign = /^(kustomize\.config\.k8s\.io|monitoring\.coreos\.com)\//
    const own = [...base, ...documents('kubernetes/optional/pods.yaml')].filter(
      ({ apiVersion }) => !foreign.test(String(apiVersion)),
    )
    expect(own.length).toBeGreaterThan(10)
    for (const one of own) expect([one['kind'], faultsOf(one)]).toEqual([one['kind'], []])
  })

  it('and it would be said where one is wrong', () => {
    const [daemonSet] = ofKind('DaemonSet')
    const broken = JSON.parse(
      JSON.stringify(daemonSet)
        .replace('readOnlyRootFilesystem', 'readOnlyRootFileSystem')
        .replace(/"hostNetwork":true/, '"hostNetwork":"true"'),
    )
    expect(faultsOf(broken)).toEqual([
      'DaemonSet.spec.template.spec.hostNetwork: "true" is no boolean',
      'DaemonSet.spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem: V1SecurityContext has no such field',
    ])
  })

  it.each(['prometheus/rules.yaml', 'grafana/fairlead.json'])('%s asks for metrics there are', (file) => {
    const rules = documents('prometheus/rules.yaml')[0] as unknown as { groups: { rules: { record?: string }[] }[] }
    const recorded = new Set(rules.groups.flatMap((group) => group.rules.flatMap(({ record }) => record ?? [])))
    const asked = new Set([...read(file).matchAll(/\bfairlead(?:_[a-z0-9_]+|:[a-z0-9_:]+)/g)].map(([name]) => name))
    expect(asked.size).toBeGreaterThan(10)
    expect([...asked].filter((name) => !offered.has(name) && !recorded.has(name))).toEqual([])
  })

  it('the hub may get, list and watch three kinds, and nothing else', () => {
    const pairs = ofKind('ClusterRole').flatMap((role) =>
      (role['rules'] as { apiGroups: string[]; resources: string[]; verbs: string[] }[]).flatMap(
        ({ apiGroups, resources, verbs }) =>
          resources.flatMap((resource) => verbs.map((verb) => `${verb} ${apiGroups.join()}/${resource}`)),
      ),
    )
    expect(pairs.sort()).toEqual(
      ['/nodes', '/services', 'discovery.k8s.io/endpointslices']
        .flatMap((resource) => ['get', 'list', 'watch'].map((verb) => `${verb} ${resource}`))
        .sort(),
    )
  })

  it.each(['DaemonSet', 'Deployment'])('a %s has no right it does not need', (kind) => {
    for (const pod of podsOf(kind)) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect([pod.hostPID, pod.hostIPC]).toEqual([undefined, undefined])
      expect(JSON.stringify(pod)).not.toContain('hostPath')
      for (const { securityContext, resources } of pod.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          privileged: false,
          capabilities: { drop: ['ALL'] },
        })
        expect(Object.keys(resources.limits)).toEqual(['cpu', 'memory', 'ephemeral-storage'])
      }
    }
  })

  it('only agents are on the host’s network, and have no token of the API', () => {
    expect(podsOf('DaemonSet').map((pod) => [pod.hostNetwork, pod.automountServiceAccountToken])).toEqual([
      [true, false],
    ])
    expect(podsOf('Deployment').map((pod) => pod.hostNetwork)).toEqual([undefined])
  })

  it('profiles add one capability each', () => {
    const added = ['counters', 'capture'].map((profile) =>
      [...read(`kubernetes/profiles/${profile}/kustomization.yaml`).matchAll(/\bvalue: \[?(NET_[A-Z]+)/g)].map(
        ([, name]) => name,
      ),
    )
    expect(added).toEqual([['NET_ADMIN'], ['NET_RAW']])
  })
})
