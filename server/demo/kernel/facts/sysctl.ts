/** Files below /proc/sys on a simulated node. */
import { kubeProxySets } from '#model/sources/settings/judge.ts'
import { knownSettings } from '#model/sources/settings/known.ts'

export interface SysctlConfig {
  /** `6.1.0-28-amd64` */
  readonly release: string
  readonly hasIpvs: boolean
  /** Settings somebody changed after kube-proxy had started, by name in `knownSettings`; another object when they change. */
  readonly settings: () => Readonly<Record<string, string>>
}

/** What depends on the machine. */
const ofMachine: Readonly<Record<string, string>> = {
  nf_conntrack_max: '262144',
  nf_conntrack_buckets: '262144',
  'vs.sync_qlen_max': '7797',
  'ipv4.conf.tunl0.rp_filter': '0',
}
/** Of later kernels, or of modules that are not loaded. */
const absent = new Set([
  'vs.est_cpulist',
  'vs.est_nice',
  'vs.conn_lfactor',
  'vs.svc_lfactor',
  'vs.lblc_expiration',
  'vs.lblcr_expiration',
  'bridge.bridge-nf-call-iptables',
])

/** The text of a file below /proc/sys, or null: as kube-proxy left it, then as `settings` says. */
export function makeSettingFiles(config: SysctlConfig): (path: string) => string | null {
  let settings: Readonly<Record<string, string>> | null = null
  let files: ReadonlyMap<string, string> = new Map()
  return (path) => {
    const now = config.settings()
    if (now !== settings) {
      settings = now
      files = settingFiles(config, now)
    }
    return files.get(path) ?? null
  }
}

function settingFiles({ release, hasIpvs }: SysctlConfig, settings: Readonly<Record<string, string>>) {
  const files = new Map<string, string>()
  for (const known of knownSettings) {
    const { name, path, group, kernel } = known
    if (path === null || absent.has(name) || (group === 'ipvs' && !hasIpvs)) continue
    const value = settings[name] ?? ofMachine[name] ?? kubeProxySets(known, release) ?? kernel
    if (value !== null) files.set(`/proc/sys/${path.replaceAll('.', '/')}`, `${value}\n`)
  }
  return files
}
