import type { Told } from '../sources/facts-of.ts'
import { judgeSetting } from '../sources/settings/judge.ts'
import { knownSettings } from '../sources/settings/known.ts'
import type { SettingChange } from './comparison.ts'

/** Kernel settings that are others, in the order they are shown in; none while one side is not known. */
export function compareSettings(
  before: Told<'settings'> | null,
  after: Told<'settings'> | null,
  kernelAfter: string,
): SettingChange[] {
  if (before?.is !== 'read' || after?.is !== 'read' || before.value === after.value) return []
  const [had, has] = [new Map(before.value.values), new Map(after.value.values)]
  return knownSettings.flatMap((setting): SettingChange[] => {
    const { name, path } = setting
    const [left, right] = [had.get(name) ?? null, has.get(name) ?? null]
    // IPVS timeouts are not told by every agent at every reading: that one is not known is no change.
    if (left === right || (path === null && (left === null || right === null))) return []
    return [
      { name, before: left, after: right, standing: right === null ? null : judgeSetting(setting, right, kernelAfter) },
    ]
  })
}
