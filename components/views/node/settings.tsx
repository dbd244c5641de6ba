'use client'
import { FilterSwitch } from '#components/parts/filter.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { useAddress } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { Settings as SettingsValue } from '#model/sources/settings/index.ts'
import { SettingGroup } from './setting-group.tsx'
import { isTelling, isWrong, kernelOf, settingRows } from './settings-scene.ts'
import { Told } from './told.tsx'

const groups = ['ipvs', 'timeouts', 'conntrack', 'forwarding'] as const

/** The kernel's settings that decide what happens to Service traffic, with what each does. */
export function Settings({ cluster, node }: { cluster: Cluster; node: Node }) {
  return (
    <Told fact={factOf(cluster, node, 'settings')}>
      {(value) => <Groups settings={value} kernel={kernelOf(node)} />}
    </Told>
  )
}

function Groups({ settings, kernel }: { settings: SettingsValue; kernel: string }) {
  const { facts } = useWords()
  const { options } = useAddress()
  const all = settingRows(settings, kernel)
  const rows = options.state === 'all' ? all : all.filter(isTelling)
  return (
    <>
      <Verdict wrong={all.filter(isWrong).length} />
      <div className="mb-4">
        <FilterSwitch label={facts.allSettings(all.length)} option="state" value="all" />
      </div>
      <div className="space-y-6 pb-6">
        {groups.map((group) => (
          <SettingGroup key={group} title={facts.groups[group]} rows={rows.filter((row) => row.group === group)} />
        ))}
        {settings.withoutTimeouts !== null && (
          <p className="text-13 text-ink-quiet">{facts.withoutTimeouts(settings.withoutTimeouts)}</p>
        )}
      </div>
    </>
  )
}

function Verdict({ wrong }: { wrong: number }) {
  const { facts } = useWords()
  return (
    <p className="mb-3 flex items-center gap-2 font-medium">
      <Mark state={wrong > 0 ? 'wrong' : 'ok'} />
      {wrong > 0 ? facts.settingsDiffer(wrong) : facts.settingsAsSet}
    </p>
  )
}
