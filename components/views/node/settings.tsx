'use client'
import { Badge, Mark } from '#components/parts/mark.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster, Node } from '#model/cluster.ts'
import { factOf } from '#model/sources/facts-of.ts'
import type { Settings as SettingsValue } from '#model/sources/settings/index.ts'
import { type SettingRow, settingRows } from './settings-scene.ts'
import { Told } from './told.tsx'

const groups = ['ipvs', 'timeouts', 'conntrack', 'forwarding'] as const

/** The kernel's settings that decide what happens to Service traffic, with what each does. */
export function Settings({ cluster, node }: { cluster: Cluster; node: Node }) {
  const { facts } = useWords()
  const fact = factOf(cluster, node, 'settings')
  const wrong = fact?.is === 'read' ? settingRows(fact.value).filter(({ stands }) => stands === 'wrong').length : null
  const aside =
    wrong === null ? null : wrong > 0 ? <Badge state="wrong">{facts.settingsDiffer(wrong)}</Badge> : facts.settingsAsSet
  return (
    <Panel title={facts.settings} aside={aside}>
      <Told fact={fact}>{(value) => <SettingGroups settings={value} />}</Told>
    </Panel>
  )
}

function SettingGroups({ settings }: { settings: SettingsValue }) {
  const { facts } = useWords()
  const rows = settingRows(settings)
  return (
    <div className="space-y-5">
      {groups.map((group) => {
        const own = rows.filter((row) => row.group === group)
        return own.length === 0 ? null : <SettingGroup key={group} title={facts.groups[group]} rows={own} />
      })}
      {settings.withoutTimeouts !== null && (
        <p className="text-13 text-ink-quiet">{facts.withoutTimeouts(settings.withoutTimeouts)}</p>
      )}
    </div>
  )
}

function SettingGroup({ title, rows }: { title: string; rows: readonly SettingRow[] }) {
  const { facts } = useWords()
  return (
    <section>
      <h3 className="mb-1 text-13 text-ink-quiet">{title}</h3>
      <div className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
        <table className="w-full text-13">
          <caption className="sr-only">{title}</caption>
          <thead className="text-left text-ink-quiet">
            <tr className="border-b border-line">
              <th className="py-1.5 pr-4 font-normal">{facts.setting}</th>
              <th className="py-1.5 pr-4 text-right font-normal">{facts.value}</th>
              <th className="hidden py-1.5 pr-4 text-right font-normal md:table-cell">{facts.kernelDefault}</th>
              <th className="py-1.5 pr-6 text-right font-normal">{facts.kubeProxySets}</th>
              <th className="hidden w-1/2 py-1.5 font-normal md:table-cell">{facts.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.name} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const meaningOf = ({ facts }: Words, name: string): string =>
  (facts.meanings as Readonly<Record<string, string>>)[name] ?? ''

function Line({ row }: { row: SettingRow }) {
  const words = useWords()
  const { facts } = words
  const meaning = meaningOf(words, row.name)
  const value =
    row.stands === 'wrong' ? 'font-semibold text-wrong' : row.stands === 'other' ? 'text-ink' : 'text-ink-quiet'
  return (
    <tr className="border-b border-line align-top hover:bg-raised">
      <th scope="row" className="py-1.5 pr-4 text-left font-normal">
        <span className="addr">{row.name}</span>
        <span className="block max-w-60 text-12 text-ink-quiet md:hidden">{meaning}</span>
      </th>
      <td className={`addr py-1.5 pr-4 text-right whitespace-nowrap ${value}`}>
        {row.stands === 'wrong' && (
          <span className="mr-1.5 inline-block align-[-1px]">
            <Mark state="wrong" />
          </span>
        )}
        {row.value}
      </td>
      <td className="hidden py-1.5 pr-4 text-right whitespace-nowrap text-ink-quiet md:table-cell">
        {row.kernel === null ? facts.dependsOnMachine : <span className="addr">{row.kernel}</span>}
      </td>
      <td className="py-1.5 pr-6 text-right whitespace-nowrap text-ink-quiet">
        {row.kubeProxy === null ? facts.leavesAlone : <span className="addr text-ink">{row.kubeProxy}</span>}
      </td>
      <td className="hidden py-1.5 text-ink-quiet md:table-cell">{meaning}</td>
    </tr>
  )
}
