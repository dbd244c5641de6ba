'use client'
import { Mark } from '#components/parts/mark.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { SettingStanding } from '#model/sources/settings/judge.ts'
import { isWrong, type SettingRow } from './settings-scene.ts'

const head = 'border-b border-line py-2 pr-6 text-left align-bottom text-12 font-medium text-ink-quiet'
const cell = 'border-b border-line/50 py-2 pr-6'

/** On narrow screens the meaning stands below the name, and a fresh kernel's value is left out. */
export function SettingGroup({ title, rows }: { title: string; rows: readonly SettingRow[] }) {
  const { facts } = useWords()
  if (rows.length === 0) return null
  return (
    <section>
      <h3 className="mb-1 text-13">{title}</h3>
      <table className="w-full border-separate border-spacing-0 text-13 md:table-fixed">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            <th scope="col" className={`${head} md:w-[32%]`}>
              {facts.setting}
            </th>
            <th scope="col" className={`${head} md:w-[9%]`}>
              {facts.value}
            </th>
            <th scope="col" className={`${head} md:w-[10%]`}>
              {facts.kubeProxySets}
            </th>
            <th scope="col" className={`${head} hidden md:table-cell md:w-[9%]`}>
              {facts.kernelDefault}
            </th>
            <th scope="col" className={`${head} hidden pr-0 md:table-cell`}>
              {facts.meaning}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SettingLine key={row.name} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function SettingLine({ row }: { row: SettingRow }) {
  const words = useWords()
  const { facts } = words
  const meaning = meaningOf(words, row.name)
  return (
    <tr className="align-top hover:bg-raised" data-standing={row.standing}>
      <th scope="row" className={`${cell} text-left font-normal`}>
        <span className="addr">{row.label}</span>
        <span className="mt-0.5 block text-12 text-ink-quiet md:hidden">{meaning}</span>
      </th>
      <td className={`${cell} ${looks[row.standing]}`}>
        <span className="inline-flex items-center gap-1.5">
          {isWrong(row) && <Mark state="wrong" />}
          <span className="addr">{row.value}</span>
        </span>
        {row.standing === 'changed' && <span className="block text-12 text-ink-quiet">{facts.changed}</span>}
      </td>
      <td className={cell}>
        {row.kubeProxy === null ? quiet(facts.leavesAlone) : <span className="addr">{row.kubeProxy}</span>}
      </td>
      <td className={`${cell} hidden text-ink-quiet md:table-cell`}>
        {row.kernel === null ? facts.dependsOnMachine : <span className="addr">{row.kernel}</span>}
      </td>
      <td className={`${cell} hidden max-w-prose pr-0 text-ink-quiet md:table-cell`}>{meaning}</td>
    </tr>
  )
}

const quiet = (text: string) => <span className="text-ink-quiet">{text}</span>

/** Agreement needs no ink. */
const looks: Record<SettingStanding, string> = {
  'against-kube-proxy': 'font-medium text-wrong',
  'other-than-kube-proxy': 'font-medium text-ink',
  changed: 'font-medium text-ink',
  'as-kube-proxy': 'text-ink-quiet',
  'kernel-default': 'text-ink-quiet',
  'not-judged': 'text-ink-quiet',
}

const meaningOf = ({ facts }: Words, name: string): string =>
  (facts.meanings as Readonly<Record<string, string>>)[name] ?? ''
