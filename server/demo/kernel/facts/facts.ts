/** What a simulated node answers to programs, sysctl files and kube-proxy's port. */
import { compareAddresses } from '#model/address.ts'
import { serviceDevice } from '#model/sources/service-addresses/index.ts'
import type { Ran } from '#model/sources/source.ts'
import type { Devices } from '../devices.ts'
import { type LocalPod, type NodeNetwork, tunnelAddressOf } from '../network.ts'
import type { Route } from '../routes.ts'
import type { SimulatedTable } from '../table.ts'
import { printLinks, printRoutes, printRules, printServiceAddresses } from './iproute.ts'
import { printSets } from './ipset.ts'
import { makeSettingFiles, type SysctlConfig } from './sysctl.ts'

export interface FactsConfig extends SysctlConfig {
  readonly network: NodeNetwork
  readonly devices: Devices
  readonly routes: () => readonly Route[]
  readonly pods: () => readonly LocalPod[]
  /** False: the agent's image has neither iproute2 nor ipset. */
  readonly hasPrograms: boolean
  /** Entries in its conntrack table. */
  readonly connections: () => number
}

export interface SimulatedFacts {
  file(path: string): string | null
  run(argv: readonly string[]): Promise<Ran>
  ask(port: number, path: string): Promise<Ran>
}

const kubeProxyPort = 10_249
const kubeProxyVersion = 'v1.32.13'

const ran = (text: string): Ran => ({ is: 'ran', text })

export function makeSimulatedFacts(config: FactsConfig, table: SimulatedTable): SimulatedFacts {
  const { network, devices, routes, pods, hasIpvs, hasPrograms } = config
  const files = makeSettingFiles(config)
  const own = new Set([network.address, network.ipv6, tunnelAddressOf(network)])
  const isServices = (address: string): boolean => !own.has(address)

  /** Addresses of virtual servers that are not the node's own: kube-proxy puts those on kube-ipvs0. */
  const serviceAddresses = (): string[] => {
    const found = table.servers.flatMap(({ match }) => (match.protocol === 'FWM' ? [] : [match.address]))
    return [...new Set(found)].filter(isServices).sort(compareAddresses)
  }

  const programs: Readonly<Record<string, () => Ran>> = {
    'ip -j -d link show': () => ran(printLinks(devices.all())),
    'ip -j address show dev kube-ipvs0': () => {
      const device = devices.named(serviceDevice)
      return device
        ? ran(printServiceAddresses(device, serviceAddresses()))
        : { is: 'failed', why: `“ip” failed: Device "${serviceDevice}" does not exist.` }
    },
    'ip -4 -j route show table all': () => ran(printRoutes(routes(), 4)),
    'ip -6 -j route show table all': () => ran(printRoutes(routes(), 6)),
    'ip -4 -j rule': () => ran(printRules(4)),
    'ip -6 -j rule': () => ran(printRules(6)),
    'ipset save': () => ran(printSets(table.servers, isServices, pods())),
  }

  return {
    file: (path) => (path === '/proc/sys/net/netfilter/nf_conntrack_count' ? `${config.connections()}\n` : files(path)),
    run: async (argv) => {
      const program = hasPrograms ? programs[argv.join(' ')] : undefined
      return program?.() ?? { is: 'missing', why: `${argv[0]} is not installed here.` }
    },
    ask: async (port, path) => {
      if (port !== kubeProxyPort) return { is: 'missing', why: `Nobody listens on 127.0.0.1:${port}.` }
      // Where ip_vs is not loaded, kube-proxy runs in another mode.
      if (path === '/proxyMode') return ran(hasIpvs ? 'ipvs' : 'iptables')
      return ran(`kubernetes_build_info{git_version="${kubeProxyVersion}",major="1",minor="32"} 1\n`)
    },
  }
}
