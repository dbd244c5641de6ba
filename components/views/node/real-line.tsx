'use client'
import { Badge, type MarkState } from '#components/parts/mark.tsx'
import { Num, Rate } from '#components/parts/number.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster } from '#model/cluster.ts'
import type { Load } from '#model/load.ts'
import { podsByAddress } from '#model/pods.ts'
import { PodName } from './pod-name.tsx'
import type { RealLine } from './scene.ts'

interface RealLineProps {
  readonly line: RealLine
  readonly load: Load | undefined
  readonly cluster: Cluster
  readonly isHeard: boolean
  readonly isSelected: boolean
}

/** `  -> 100.66.209.194:80  Masq  1  17  90`; a missing one as the ghost of itself. */
export function RealLineRow({ line, load, cluster, isHeard, isSelected }: RealLineProps) {
  const words = useWords()
  const { real, row, state, want } = line
  const isMissing = state === 'missing'
  const pod = podsByAddress(cluster).get(real.address)
  const look = `h-[26px] hover:bg-raised ${isSelected ? 'bg-raised outline-1 outline-accent' : ''}`
  return (
    <tr className={look} data-state={state}>
      <td className="pr-4">
        {'  -> '}
        <span className={addressLooks[state]}>{line.key}</span>
      </td>
      <td className={`pr-4 ${isMissing ? 'text-unknown' : ''}`}>{real.forward}</td>
      <td className={`pr-4 text-right ${isMissing ? 'text-unknown' : ''}`}>{real.weight}</td>
      {isMissing || row === null ? (
        <td colSpan={3} />
      ) : (
        <>
          <td className="pr-4 text-right">
            <Num value={load?.active[row] ?? null} why={words.parts.noReading} />
          </td>
          <td className="pr-4 text-right">
            <Num value={load?.inactive[row] ?? null} why={words.parts.noReading} />
          </td>
          <td className="pr-4 text-right">
            <Rate
              value={isHeard ? (load?.rates?.connections[row] ?? NaN) : NaN}
              why={isHeard ? undefined : words.service.feeds.unreachable}
            />
          </td>
        </>
      )}
      <td className="pl-4 font-sans">
        <span className="inline-flex items-center gap-4">
          {pod === undefined ? (
            <span className="text-ink-quiet">{words.node.kubernetesNoPod}</span>
          ) : (
            <PodName id={pod} />
          )}
          {line.severity !== null && <Badge state={markOf(line)}>{differenceOf(line, want?.weight ?? 0, words)}</Badge>}
        </span>
      </td>
    </tr>
  )
}

const addressLooks: Record<RealLine['state'], string> = {
  agrees: '',
  missing: 'rounded-[3px] px-1 -mx-1 text-wrong outline-1 outline-dashed outline-wrong',
  foreign: 'rounded-[3px] px-1 -mx-1 bg-wrong/12 outline-1 outline-wrong',
  weight: 'rounded-[3px] px-1 -mx-1 bg-wrong/12 outline-1 outline-wrong',
  method: 'rounded-[3px] px-1 -mx-1 bg-wrong/12 outline-1 outline-wrong',
  draining: 'rounded-[3px] px-1 -mx-1 hatch-drain outline-1 outline-drain',
}

const markOf = ({ state, severity }: RealLine): MarkState =>
  state === 'missing' && severity === 'wrong' ? 'missing' : (severity ?? 'ok')

function differenceOf({ state, want }: RealLine, weight: number, words: Words): string {
  switch (state) {
    case 'missing':
      return words.node.missingRow
    case 'foreign':
      return words.node.foreignRow
    case 'draining':
      return words.node.drainingRow
    case 'weight':
      return words.node.weightShould(weight)
    default:
      return words.node.shouldBe(want?.forward ?? '')
  }
}
