/** The devices of this node by the numbers the kernel gives them. */
import type { DeviceNumber, Kernel } from '../kernel.ts'

const folder = '/sys/class/net'

/** Those that tell their number: all, unless one goes while this looks. */
export function readDeviceNumbers(kernel: Pick<Kernel, 'list' | 'read'>): DeviceNumber[] {
  return (kernel.list(folder) ?? []).flatMap((name): DeviceNumber[] => {
    const index = numberIn(kernel, `${folder}/${name}/ifindex`)
    return index === null ? [] : [[index, name]]
  })
}

function numberIn(kernel: Pick<Kernel, 'read'>, path: string): number | null {
  try {
    const text = new TextDecoder().decode(kernel.read(path) ?? new Uint8Array()).trim()
    return /^\d{1,10}$/.test(text) ? Number(text) : null
  } catch {
    return null
  }
}
