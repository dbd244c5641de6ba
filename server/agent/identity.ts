/** Who this node is, by its own kernel. */
import { gunzipSync } from 'node:zlib'
import type { Kernel } from './kernel.ts'

export interface NodeIdentity {
  readonly name: string
  readonly bootId: string
  readonly machineId: string
  readonly kernel: string
  /** Ticks a second, null when nothing readable tells it. */
  readonly hz: number | null
}

/** Read anew each time: a frozen and restored machine may come back as another. */
export function makeIdentityReader(kernel: Kernel, name: string): () => NodeIdentity {
  const hz = makeHzReader(kernel)
  return () => {
    const release = textOf(kernel, '/proc/sys/kernel/osrelease')
    return {
      name,
      bootId: textOf(kernel, '/proc/sys/kernel/random/boot_id'),
      machineId: textOf(kernel, '/etc/machine-id'),
      kernel: release,
      hz: hz(release),
    }
  }
}

/** The file as trimmed text; empty when it is not there or not readable. */
export function textOf(kernel: Kernel, path: string): string {
  try {
    const bytes = kernel.read(path)
    return bytes === null ? '' : new TextDecoder().decode(bytes).trim()
  } catch {
    return ''
  }
}

const candidates = [100, 250, 300, 1000]

/**
 * The kernel's configuration tells HZ where it is readable (`/proc/config.gz`, `/boot/config-…`).
 * Otherwise `/proc/schedstat` counts ticks: two looks at least two seconds apart, and one of the
 * four values in use must fit within 3 %. Never guessed.
 */
function makeHzReader(kernel: Kernel): (release: string) => number | null {
  let known: number | null = null
  let first: { ticks: bigint; ns: bigint } | null = null
  return (release) => {
    known ??= hzOfConfig(configOf(kernel, release))
    if (known !== null) return known
    const ticks = /^timestamp (\d+)/m.exec(textOf(kernel, '/proc/schedstat'))?.[1]
    if (ticks === undefined) return null
    const now = { ticks: BigInt(ticks), ns: kernel.monotonicNs() }
    first ??= now
    const elapsedNs = Number(now.ns - first.ns)
    if (elapsedNs < 2e9) return null
    const measured = (Number(now.ticks - first.ticks) * 1e9) / elapsedNs
    known = candidates.find((hz) => Math.abs(measured - hz) < hz * 0.03) ?? null
    return known
  }
}

function configOf(kernel: Kernel, release: string): string {
  try {
    const packed = kernel.read('/proc/config.gz')
    if (packed !== null) return new TextDecoder().decode(gunzipSync(packed))
  } catch {
    // Not readable or damaged: the other file may be there.
  }
  return textOf(kernel, `/boot/config-${release}`)
}

const hzOfConfig = (config: string): number | null => {
  const value = /^CONFIG_HZ=(\d+)$/m.exec(config)?.[1]
  return value === undefined ? null : Number(value)
}
