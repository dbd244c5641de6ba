/** Devices with the addresses on them. */
import type { Address } from '#model/cluster.ts'
import type { Device, Devices } from '#model/sources/devices/index.ts'

export interface DeviceRow {
  readonly name: string
  /** Null where only its addresses are known. */
  readonly device: Device | null
  /** `10.0.0.1/24` */
  readonly addresses: readonly string[]
}

/** In the kernel's order; devices known by their addresses alone come last. */
export function deviceRows(addresses: readonly Address[], devices: Devices | null): readonly DeviceRow[] {
  const byName = new Map<string, string[]>()
  for (const { device, address, prefix } of addresses) {
    const own = byName.get(device) ?? []
    byName.set(device, own)
    own.push(`${address}/${prefix}`)
  }
  const known = (devices?.entries ?? []).map((device) => {
    const own = byName.get(device.name) ?? []
    byName.delete(device.name)
    return { name: device.name, device, addresses: own }
  })
  return [...known, ...[...byName].map(([name, own]) => ({ name, device: null, addresses: own }))]
}
