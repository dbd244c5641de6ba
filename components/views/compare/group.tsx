'use client'
import { useState } from 'react'
import { Badge, Mark } from '#components/parts/mark.tsx'
import { NodeLink, ServiceLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { NodeName } from '#model/ids.ts'
import { AfterCell, BeforeCell, PlaceCell, Sign } from './cells.tsx'
import type { Group, Line } from './lines.ts'

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
  if (group.is === 'changed') return null
  if (group.is === 'vanished') return <Badge state="missing">{say.is.vanished}</Badge>
  return (
    <span className={group.is === 'appeared' ? 'text-13 text-ok' : 'text-13 text-ink-quiet'}>{say.is[group.is]}</span>
  )
}

function LineRow({ line, hasPlaces, all, isFirst }: { line: Line; hasPlaces: boolean; all: number; isFirst: boolean }) {
  const { compare: say } = useWords()
  const cell = 'border-b border-line/40 py-1 pr-4 align-top group-last:border-0'
  return (
    <tr
      className="group grid grid-cols-[1rem_1fr] border-b border-line/40 py-1 hover:bg-raised sm:table-row sm:py-0"
      data-line={line.what}
    >
      <td className="w-4 py-1 align-top sm:border-b sm:border-line/40">
        <Sign line={line} />
      </td>
      <td className={`${cell} border-0 sm:w-72 sm:border-b`}>
        <span className={`text-12 ${isFirst ? 'text-ink-quiet' : 'text-ink-quiet sm:sr-only'} mr-2`}>
          {say.what[line.what]}
        </span>
        <span className="addr">{line.key}</span>
      </td>
      <td className={`${cell} col-start-2 border-0 empty:hidden sm:w-[24%] sm:border-b sm:empty:table-cell`}>
        <BeforeCell line={line} />
      </td>
      <td className={`${cell} col-start-2 border-0 empty:hidden sm:border-b sm:empty:table-cell`}>
        <AfterCell line={line} />
      </td>
      {hasPlaces && (
        <td
          className={`${cell} col-start-2 border-0 text-ink-quiet empty:hidden sm:w-56 sm:border-b sm:pr-0 sm:text-right sm:empty:table-cell`}
        >
          <PlaceCell line={line} all={all} />
        </td>
      )}
    </tr>
  )
}
