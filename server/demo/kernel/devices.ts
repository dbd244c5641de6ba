/** The network devices of a simulated node, with numbers that stay as long as the device does and are never used again. */
import { serviceDevice } from '#model/sources/service-addresses/index.ts'
import { caliDevice, type LocalPod, type NodeNetwork, tunnelAddressOf } from './network.ts'

export interface SimulatedDevice {
  readonly index: number
  readonly name: string
  readonly kind: 'loopback' | 'lan' | 'ipip' | 'dummy' | 'veth'
  readonly mtu: number
}

export interface Devices {
  all(): readonly SimulatedDevice[]
  named(name: string): SimulatedDevice | null
  setPods(pods: readonly LocalPod[]): void
  /** Null for the usual. */
  setTunnelMtu(bytes: number | null): void
}

export const tunnelDevice = 'tunl0'
const loopbackMtu = 65_536
export const lanMtu = 1_500
/** Bytes an IPIP header takes. */
const tunnelHeader = 20
export const podMtu = lanMtu - tunnelHeader

export function makeDevices(network: NodeNetwork, hasIpvs: boolean): Devices {
  const indexes = new Map<string, number>()
  let names: readonly string[] = []
  let tunnelMtu = podMtu
  let byName: ReadonlyMap<string, SimulatedDevice> | null = null

  const indexOf = (name: string): number => {
    const index = indexes.get(name) ?? indexes.size + 1
    indexes.set(name, index)
    return index
  }
  const device = (kind: SimulatedDevice['kind'], name: string, mtu: number): SimulatedDevice => ({
    index: indexOf(name),
    name,
    kind,
    mtu,
  })
  const own = () => [
    device('loopback', 'lo', loopbackMtu),
    device('lan', network.device, lanMtu),
    ...(tunnelAddressOf(network) === null ? [] : [device('ipip', tunnelDevice, tunnelMtu)]),
    ...(hasIpvs ? [device('dummy', serviceDevice, lanMtu)] : []),
  ]
  const known = () => {
    byName ??= new Map(
      [...own(), ...names.map((name) => device('veth', name, podMtu))].map((each) => [each.name, each]),
    )
    return byName
  }
  return {
    all: () => [...known().values()],
    named: (name) => known().get(name) ?? null,
    setPods(pods) {
      known()
      names = pods.map(({ namespace, name }) => caliDevice(namespace, name))
      byName = null
    },
    setTunnelMtu(bytes) {
      tunnelMtu = bytes ?? podMtu
      byName = null
    },
  }
}
