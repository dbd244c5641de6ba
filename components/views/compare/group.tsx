'use client'
import { useState } from 'react'
import { Mark } from '#components/parts/mark.tsx'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { NodeName } from '#model/ids.ts'
import { AfterCell, BeforeCell, PlaceCell, Sign } from './cells.tsx'
import type { Group, Line } from './lines/line.ts'

/** So many lines of a group are drawn before they are asked for. */
const mostLines = 60

/** All that changed of one Service, or alike on some nodes. `all`: how many nodes there are. */
export function GroupOf({ group, all }: { group: Group; all: number }) {
  const words = useWords()
  const { compare: say } = words
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? group.lines : group.lines.slice(0, mostLines)
  const hasPlaces = group.lines.some(({ nodes }) => nodes !== null)
  return (
    <section className="border-t border-line pt-2.5 pb-4" data-group={group.id}>
      <h3 className="mb-1 flex flex-wrap items-baseline gap-x-3 text-14 font-medium">
        {group.isProblem && <Mark state="wrong" />}
        <Title group={group} all={all} />
        <GroupState group={group} />
      </h3>
      {shown.length > 0 && (
        <table className="w-full border-separate border-spacing-0 text-13">
          <thead className="sr-only">
            <tr>
              <th scope="col">{say.columns.what}</th>
              <th scope="col">{say.columns.key}</th>
              <th scope="col">{say.columns.before}</th>
              <th scope="col">{say.columns.after}</th>
              {hasPlaces && <th scope="col">{say.columns.nodes}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((line, at) => (
              <LineRow
                key={line.id}
                line={line}
                hasPlaces={hasPlaces}
                all={all}
                isFirst={at === 0 || shown[at - 1]!.what !== line.what}
              />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < group.lines.length && (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="mt-2 cursor-pointer text-13 text-accent underline"
        >
          {say.moreLines(group.lines.length - shown.length)}
        </button>
      )}
    </section>
  )
}

function Title({ group, all }: { group: Group; all: number }) {
  if (group.service !== null) return <ServiceLink id={group.service} />
  if (group.nodes === null) return <span className="addr">{group.title}</span>
  return <NodesTitle nodes={group.nodes} all={all} />
}

function NodesTitle({ nodes, all }: { nodes: readonly NodeName[]; all: number }) {
  const { compare: say } = useWords()
  const [isOpen, setOpen] = useState(false)
  if (nodes.length === all && all > 1) return <span title={nodes.join(' ')}>{say.allNodes(all)}</span>
  const shown = isOpen ? nodes : nodes.slice(0, 12)
  return (
    <span className="flex flex-wrap gap-x-2">
      {shown.map((name) => (
        <NodeLink key={name} name={name} />
      ))}
      {shown.length < nodes.length && (
        <button type="button" onClick={() => setOpen(true)} className="cursor-pointer text-ink-quiet underline">
          +{nodes.length - shown.length}
        </button>
      )}
    </span>
  )
}

function GroupState({ group }: { group: Group }) {
  const { compare: say } = useWords()
  // What was not known before may have been so before.
  const isAsBefore = group.is === 'same' && group.lines.every(({ is }) => is === 'same')
  if (group.is === 'changed' || (group.is === 'same' && !isAsBefore)) return null
  const looks = { appeared: 'text-ok', vanished: 'text-drain', same: 'text-ink-quiet' } as const
  return <span className={`text-13 ${looks[group.is]}`}>{say.is[group.is]}</span>
}

function LineRow({ line, hasPlaces, all, isFirst }: { line: Line; hasPlaces: boolean; all: number; isFirst: boolean }) {
  const { compare: say } = useWords()
  // On narrow screens one line of words under the name; wide ones have columns.
  const cell = 'sm:table-cell sm:border-b sm:border-line/40 sm:py-1 sm:pr-4 sm:align-top sm:group-last:border-0'
  return (
    <tr
      className="group flex flex-wrap gap-x-2 border-b border-line/40 py-1 pl-4 last:border-0 hover:bg-raised sm:table-row"
      data-line={line.what}
    >
      <td className={`-ml-4 w-2 sm:w-4 ${cell}`}>
        <Sign line={line} />
      </td>
      <td className={`min-w-0 basis-[calc(100%-1rem)] sm:w-72 ${cell}`}>
        <span className={`mr-2 text-12 text-ink-quiet ${isFirst ? '' : 'sm:sr-only'}`}>{say.what[line.what]}</span>
        <span className="addr">{line.key}</span>
      </td>
      <td className={`empty:hidden sm:w-[24%] sm:empty:table-cell ${cell}`}>
        <BeforeCell line={line} />
      </td>
      <td className={`empty:hidden sm:empty:table-cell ${cell}`}>
        <AfterCell line={line} />
      </td>
      {hasPlaces && (
        <td className={`ml-auto text-ink-quiet empty:hidden sm:w-56 sm:text-right sm:empty:table-cell ${cell}`}>
          <PlaceCell line={line} all={all} />
        </td>
      )}
    </tr>
  )
}
