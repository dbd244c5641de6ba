/** Settings of a node beside what a fresh kernel has and what kube-proxy sets. */
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { Settings } from '#model/sources/settings/index.ts'
import { judgeSetting, kubeProxySets, type SettingStanding } from '#model/sources/settings/judge.ts'
import { type KnownSetting, knownSettings } from '#model/sources/settings/known.ts'

export interface SettingRow extends Pick<KnownSetting, 'name' | 'group' | 'kernel'> {
  /** As sysctl or ipvsadm calls it. */
  readonly label: string
  readonly value: string
  /** What kube-proxy sets on this kernel, `≥ ` before it where more is as good; null where it leaves it alone. */
  readonly kubeProxy: string | null
  readonly standing: SettingStanding
}

/** In the order of `knownSettings`; those the kernel does not have are left out. */
export function settingRows({ values }: Settings, kernelRelease: string): readonly SettingRow[] {
  const told = new Map(values)
  return knownSettings.flatMap((known): SettingRow[] => {
    const value = told.get(known.name)
    if (value === undefined) return []
    const { name, path, group, kernel } = known
    const wanted = kubeProxySets(known, kernelRelease)
    return [
      {
        name,
        group,
        kernel,
        value,
        label: path ?? name.replace(/^timeout\./, ''),
        kubeProxy: wanted !== null && known.isLeast ? `≥ ${wanted}` : wanted,
        standing: judgeSetting(known, value, kernelRelease),
      },
    ]
  })
}

/** Worth a look without being asked for: what kube-proxy has a say in, and what somebody changed. */
export const isTelling = ({ standing, kubeProxy }: SettingRow): boolean => kubeProxy !== null || standing === 'changed'

export const isWrong = ({ standing }: SettingRow): boolean => standing === 'against-kube-proxy'

/** Settings that are against what kube-proxy sets; 0 also where they are not known. */
export function countWrong(cluster: Cluster, node: Node): number {
  const fact = factOf(cluster, node, 'settings')
  return fact?.is === 'read' ? settingRows(fact.value, kernelOf(node)).filter(isWrong).length : 0
}

export const kernelOf = (node: Node): string => node.identity?.kernel ?? ''
