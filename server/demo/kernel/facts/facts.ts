/** What a simulated node answers to programs, sysctl files and kube-proxy's port. */
import { compareAddresses } from '#model/address.ts'
import { knownSettings } from '#model/sources/settings/known.ts'
import type { Ran } from '#model/sources/source.ts'
import type { LocalPod, Neighbour, NodeNetwork } from '../network.ts'
import type { SimulatedTable } from '../table.ts'
import { printLinks, printRoutes, printServiceAddresses } from './devices.ts'

export interface FactsConfig {
  readonly network: NodeNetwork
  readonly others: readonly Neighbour[]
  readonly hasIpvs: boolean
  /** Settings somebody changed after kube-proxy had started, by name in `knownSettings`. */
  readonly settings: Readonly<Record<string, string>>
  /** False: the agent's image has neither iproute2 nor ipset. */
  readonly hasPrograms: boolean
  /** Names the ephemeral entries of its conntrack table. */
  readonly connections: () => number
}

export interface SimulatedFacts {
  file(path: string): string | null
  run(argv: readonly string[]): Promise<Ran>
  ask(port: number, path: string): Promise<Ran>
}

const kubeProxyVersion = 'v1.32.13'
const conntrackLimit = 262_144

const ran = (text: string): Ran => ({ is: 'ran', text })

export function makeSimulatedFacts(
  config: FactsConfig,
  table: SimulatedTable,
  pods: () => readonly LocalPod[],
): SimulatedFacts {
  const files = settingFiles(config)

  /** Addresses of virtual servers that are not the node's own: kube-proxy puts those on kube-ipvs0. */
  const serviceAddresses = (): string[] => {
    const own = new Set([config.network.address, config.network.ipv6, config.network.podBlock?.split('/')[0]])
    const found = table.servers.flatMap(({ match }) => (match.protocol === 'FWM' ? [] : [match.address]))
    return [...new Set(found)].filter((address) => !own.has(address)).sort(compareAddresses)
  }

  const programs: Readonly<Record<string, () => string>> = {
    'ip -j -d link show': () => printLinks(config.network, pods(), config.hasIpvs),
    'ip -j address show dev kube-ipvs0': () => printServiceAddresses(serviceAddresses()),
    'ip -j route show table all': () => printRoutes(config.network, config.others, pods(), serviceAddresses()),
    'ip -6 -j route show table all': () => '[]',
    'ipset save': () => printSets(table, new Set(serviceAddresses())),
  }

  return {
    file: (path) => {
      if (path === '/proc/sys/net/netfilter/nf_conntrack_count') return `${config.connections()}\n`
      return files.get(path) ?? null
    },
    run: async (argv) => {
      const program = config.hasPrograms ? programs[argv.join(' ')] : undefined
      return program === undefined ? { is: 'missing', why: `There is no program “${argv[0]}” here.` } : ran(program())
    },
    ask: async (port, path) => {
      if (!config.hasIpvs || port !== 10_249) return { is: 'missing', why: `Nobody listens on 127.0.0.1:${port}.` }
      if (path === '/proxyMode') return ran('ipvs')
      return ran(`kubernetes_build_info{git_version="${kubeProxyVersion}",major="1",minor="32"} 1\n`)
    },
  }
}

/** As kube-proxy left them, then as `settings` says. */
function settingFiles({ hasIpvs, settings }: FactsConfig): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const machine: Readonly<Record<string, string>> = {
    nf_conntrack_max: String(conntrackLimit),
    nf_conntrack_buckets: String(conntrackLimit),
  }
  for (const { name, path, group, kernel, kubeProxy } of knownSettings) {
    if (path === null || (group === 'ipvs' && !hasIpvs)) continue
    const value = settings[name] ?? kubeProxy ?? kernel ?? machine[name]
    if (value !== undefined) files.set(`/proc/sys/${path.replaceAll('.', '/')}`, `${value}\n`)
  }
  return files
}

/** `ipset save`: the sets kube-proxy needs for these virtual servers. */
function printSets(table: SimulatedTable, serviceAddresses: ReadonlySet<string>): string {
  const clusterIps: string[] = []
  const nodePorts: Record<'TCP' | 'UDP', Set<number>> = { TCP: new Set(), UDP: new Set() }
  for (const { match } of table.servers) {
    if (match.protocol === 'FWM') continue
    if (serviceAddresses.has(match.address))
      clusterIps.push(`${match.address},${match.protocol.toLowerCase()}:${match.port}`)
    else if (match.protocol !== 'SCTP') nodePorts[match.protocol].add(match.port)
  }
  const lines = [
    'create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x1',
  ]
  for (const entry of clusterIps) lines.push(`add KUBE-CLUSTER-IP ${entry}`)
  for (const protocol of ['TCP', 'UDP'] as const) {
    lines.push(`create KUBE-NODE-PORT-${protocol} bitmap:port range 0-65535`)
    for (const port of nodePorts[protocol]) lines.push(`add KUBE-NODE-PORT-${protocol} ${port}`)
  }
  return `${lines.join('\n')}\n`
}
