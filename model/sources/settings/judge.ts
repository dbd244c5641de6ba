/** How a setting stands: beside what kube-proxy sets, and beside what a fresh kernel has. */
import type { KnownSetting } from './known.ts'

export type SettingStanding =
  /** kube-proxy sets it so. */
  | 'as-kube-proxy'
  /** kube-proxy sets another value, and Service traffic suffers. */
  | 'against-kube-proxy'
  /** kube-proxy would set another value; it may have been told to leave it. */
  | 'other-than-kube-proxy'
  | 'kernel-default'
  /** Somebody changed it: kube-proxy leaves it alone. */
  | 'changed'
  /** A fresh kernel's value depends on the machine. */
  | 'not-judged'

/**
 * What kube-proxy in IPVS mode sets on a kernel of this release (`6.1.0-28-amd64`), null where it leaves
 * the setting alone. conn_reuse_mode (kube-proxy `pkg/proxy/ipvs`): 0 from 4.1 on, since 1
 * delays new connections by a second; from 5.9 on the kernel does not, so it is left alone.
 */
export function kubeProxySets({ name, kubeProxy }: KnownSetting, kernelRelease: string): string | null {
  if (name !== 'vs.conn_reuse_mode') return kubeProxy
  const [major = 0, minor = 0] = kernelRelease.split('.').map((part) => Number.parseInt(part, 10) || 0)
  const version = major * 1000 + minor
  return version >= 4001 && version < 5009 ? '0' : null
}

export function judgeSetting(setting: KnownSetting, value: string, kernelRelease: string): SettingStanding {
  const wanted = kubeProxySets(setting, kernelRelease)
  if (wanted !== null) {
    const fits = setting.isLeast ? Number(value) >= Number(wanted) : value === wanted
    if (fits) return 'as-kube-proxy'
    return setting.matters ? 'against-kube-proxy' : 'other-than-kube-proxy'
  }
  if (setting.kernel === null) return 'not-judged'
  return value === setting.kernel ? 'kernel-default' : 'changed'
}
