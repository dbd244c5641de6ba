/** Settings of a node beside what a fresh kernel has and what kube-proxy sets. */

import type { Settings } from '#model/sources/settings/index.ts'
import { type KnownSetting, knownSettings } from '#model/sources/settings/known.ts'

export interface SettingRow extends KnownSetting {
  readonly value: string
  /** `wrong`: kube-proxy sets another, and it matters · `other`: another than kube-proxy's or the kernel's, which may be meant so. */
  readonly stands: 'wrong' | 'other' | 'usual'
}

/** Blanks between several numbers are tabs in one place and spaces in another. */
const sameValue = (a: string, b: string): boolean => a.split(/\s+/).join(' ') === b.split(/\s+/).join(' ')

/** In the order of `knownSettings`; those the kernel does not have are left out. */
export function settingRows({ values }: Settings): readonly SettingRow[] {
  const told = new Map(values)
  return knownSettings.flatMap((known): SettingRow[] => {
    const value = told.get(known.name)
    if (value === undefined) return []
    const usual = known.kubeProxy ?? known.kernel
    const isUsual = usual === null || sameValue(usual, value)
    const stands = isUsual ? 'usual' : known.kubeProxy !== null && known.matters ? 'wrong' : 'other'
    return [{ ...known, value, stands }]
  })
}
