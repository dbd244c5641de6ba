/** Devices with the addresses on them, and the Pod at the other end. */
import type { Address } from '#model/cluster.ts'
import type { PodId } from '#model/ids.ts'
import type { Device } from '#model/sources/devices/index.ts'
import type { Route } from '#model/sources/routes/index.ts'

export interface DeviceRow {
  readonly name: string
  /** Null where only its addresses are known. */
  readonly device: Device | null
  /** `10.0.0.1/24` */
  readonly addresses: readonly string[]
  /** A Pod that is reached through it; null where it is none of a Service, or no Pod's device. */
  readonly pod: PodId | null
}

export interface DeviceFacts {
  readonly addresses: readonly Address[]
  readonly devices: readonly Device[]
  readonly routes: readonly Route[]
  /** Pods by address. */
  readonly pods: ReadonlyMap<string, PodId>
}

/** In the kernel's order; devices known by their addresses alone come last. */
export function deviceRows({ addresses, devices, routes, pods }: DeviceFacts): readonly DeviceRow[] {
  const byDevice = Map.groupBy(addresses, ({ device }) => device)
  const podOf = new Map(
    routes.flatMap((route) => {
      const pod = podOfRoute(route, pods)
      return pod === null || route.device === null ? [] : [[route.device, pod] as const]
    }),
  )
  const rowOf = (name: string, device: Device | null): DeviceRow => ({
    name,
    device,
    addresses: (byDevice.get(name) ?? []).map(({ address, prefix }) => `${address}/${prefix}`),
    pod: podOf.get(name) ?? null,
  })
  const known = new Set(devices.map(({ name }) => name))
  return [
    ...devices.map((device) => rowOf(device.name, device)),
    ...[...byDevice.keys()].filter((name) => !known.has(name)).map((name) => rowOf(name, null)),
  ]
}

/** The Pod a route leads to: straight to one address, through a device of its own. */
export function podOfRoute({ to, via }: Route, pods: ReadonlyMap<string, PodId>): PodId | null {
  const [address = '', prefix] = to.split('/')
  const isOne = prefix === (address.includes(':') ? '128' : '32')
  return via === null && isOne ? (pods.get(address) ?? null) : null
}
