/** Tunnels a capture on a node has to look into, by the node's devices. */
import type { Device } from '../sources/devices/index.ts'
import type { CaptureFilter } from './question.ts'

/** IANA's port of VXLAN, which the kernel's own default (8472) is not: a device that does not tell is taken for it. */
const vxlanPort = 4_789
/** A filter names four tunnels at most. */
const mostPorts = 3

export function tunnelsIn(devices: readonly Device[]): CaptureFilter['tunnels'] {
  const up = devices.filter((device) => device.up)
  const ports = up.flatMap(({ kind, tunnel }) => (kind === 'vxlan' ? [tunnel?.port || vxlanPort] : []))
  return [
    ...(up.some(({ kind }) => kind === 'ipip') ? [{ is: 'ipip' as const }] : []),
    ...[...new Set(ports)].slice(0, mostPorts).map((port) => ({ is: 'vxlan' as const, port })),
  ]
}
