/** Who takes connections where in the simulated cluster, and what they speak, by the sketches of its Services. */
import type { NetworkConfig } from '../packets/network.ts'
import type { Host, Language } from '../packets/speech.ts'
import type { NodeSketch, PortSketch, ServiceSketch } from '../scenarios/sketch.ts'
import type { PodLife } from './objects.ts'

export interface Listeners extends Pick<NetworkConfig, 'hostOf' | 'masquerades'> {
  listens(address: string, port: number): boolean
  /** `ADDRESS PORT` of all ports of Pods of this Service, or of any, that are among these Pods. */
  portsOf(pods: readonly PodLife[], service: ServiceSketch | null): string[]
}

export interface ListenersConfig {
  readonly services: readonly ServiceSketch[]
  readonly nodes: readonly NodeSketch[]
  clusterIpOf(service: ServiceSketch): string
  podsOn(node: string): readonly PodLife[]
  /** `ADDRESS PORT` where nobody listens any more. */
  isClosed(place: string): boolean
}

const targetOf = ({ port, targetPort = port }: PortSketch): number => targetPort
const addressesOf = ({ address, ipv6 }: PodLife): string[] => (ipv6 === null ? [address] : [address, ipv6])

export function makeListeners({ services, nodes, clusterIpOf, podsOn, isClosed }: ListenersConfig): Listeners {
  const isOf = ({ namespace, workload }: PodLife, service: ServiceSketch) =>
    service.namespace === namespace && service.workload === workload
  const own = new Set(nodes.flatMap(({ address, ipv6 }) => (ipv6 === undefined ? [address] : [address, ipv6])))

  const find = (address: string, port: number): { service: ServiceSketch; port: PortSketch } | null => {
    for (const service of services) {
      const addresses = [clusterIpOf(service), service.ipv6ClusterIp, service.loadBalancerIp]
      for (const each of service.ports ?? []) {
        if (each.port === port && addresses.includes(address)) return { service, port: each }
        if (each.nodePort === port && own.has(address)) return { service, port: each }
      }
    }
    return null
  }

  return {
    listens(address, port) {
      if (isClosed(`${address} ${port}`)) return false
      const isByHand = services.some(({ endpoints = [], ports = [] }) =>
        endpoints.some((each) => each.address === address && ports.some((known) => targetOf(known) === port)),
      )
      if (isByHand) return true
      const pod = nodes.flatMap(({ name }) => podsOn(name)).find((each) => addressesOf(each).includes(address))
      return (
        pod !== undefined &&
        services.some((service) => isOf(pod, service) && service.ports?.some((each) => targetOf(each) === port))
      )
    },
    portsOf: (pods, only) =>
      pods.flatMap((pod) =>
        services
          .filter((service) => isOf(pod, service) && (only === null || only === service))
          .flatMap(({ ports = [] }) =>
            ports.flatMap((port) => addressesOf(pod).map((at) => `${at} ${targetOf(port)}`)),
          ),
      ),
    hostOf({ protocol, address, port }): Host {
      const found = find(address, port)
      return {
        language: found ? languageOf(protocol, found.port) : 'tcp',
        isClosed: found?.service.name === 'kubernetes',
        resolves: (name) =>
          services.some(
            (service) => name.replace(/\.$/, '') === `${service.name}.${service.namespace}.svc.cluster.local`,
          ),
      }
    },
    masquerades: (address, port) => find(address, port)?.service.externalTrafficPolicy !== 'Local',
  }
}

const securePorts = [443, 6_443, 8_443]
/** Protocols of their own: DNS, syslog, PostgreSQL, Redis, Kafka. */
const ownLanguagePorts = [53, 514, 5_432, 6_379, 9_092]
const ownLanguageProfiles: readonly string[] = ['grpc', 'database', 'websocket']

function languageOf(protocol: string, port: PortSketch): Language {
  const profile = port.demand?.profile ?? ''
  if (protocol === 'UDP') return profile === 'dns' ? 'dns' : 'silent'
  if (securePorts.includes(port.port) || securePorts.includes(targetOf(port))) return 'https'
  if (ownLanguageProfiles.includes(profile) || ownLanguagePorts.includes(targetOf(port))) return 'tcp'
  return 'http'
}
