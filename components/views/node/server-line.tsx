'use client'
import { Badge } from '#components/parts/mark.tsx'
import { ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import { formatVirtualServer } from '#model/sources/ipvs/format.ts'
import type { ServerLine } from './scene.ts'

/** `TCP  10.104.197.218:80 rr`, the Service it stands for, and what of it is not as it should be. */
export function ServerLineRow({ line }: { line: ServerLine }) {
  const isMissing = line.state === 'missing'
  return (
    <tr className="h-[26px]" data-state={line.state}>
      <td colSpan={6} className="pr-4 font-medium">
        <span className={isMissing ? 'rounded-[3px] px-1 text-wrong outline-1 outline-dashed outline-wrong' : ''}>
          {formatVirtualServer(line.server)}
        </span>
      </td>
      <td className="pl-4 font-sans">
        <span className="inline-flex items-center gap-4">
          <Name line={line} />
          <Difference line={line} />
        </span>
      </td>
    </tr>
  )
}

function Name({ line: { tie, state } }: { line: ServerLine }) {
  const words = useWords()
  if (tie === null) return state === 'foreign' ? null : <span className="text-ink-quiet">{words.node.noService}</span>
  return (
    <span className="max-w-2xl truncate">
      <ServiceLink id={tie.service} />
      {tie.port.name && <span className="text-ink-quiet"> {tie.port.name}</span>}
      {tie.role !== 'cluster-ip' && <span className="text-ink-quiet"> · {words.service.roles[tie.role]}</span>}
    </span>
  )
}

function Difference({ line }: { line: ServerLine }) {
  const words = useWords()
  const text = differenceOf(line, words)
  if (text === null || line.severity === null) return null
  const state = line.severity === 'wrong' && line.state === 'missing' ? 'missing' : line.severity
  return <Badge state={state}>{text}</Badge>
}

function differenceOf({ state, settings }: ServerLine, words: Words): string | null {
  if (state === 'missing') return words.node.missingServer
  if (state === 'foreign') return words.node.foreignServer
  if (settings.length === 0) return null
  return settings.map(({ have, want }) => words.service.methodWrong(have, want)).join(words.parts.comma)
}
