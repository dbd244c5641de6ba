'use client'
import { Fragment, type ReactNode } from 'react'
import { assertNever } from '#components/parts/assert-never.ts'
import { Mark, type MarkState } from '#components/parts/mark.tsx'
import { Age } from '#components/parts/number.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { NodeLink } from '#components/parts/things.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { MatrixRow } from './scene.ts'
import type { Fact, Finding, Verdict } from './verdict.ts'

/** Findings told in full; the rest is in the matrix below. */
const told = 6

/** The answer first: right on how many nodes; then who differs, and who cannot be seen. */
export function VerdictText({ verdict }: { verdict: Verdict }) {
  const words = useWords()
  const { findings, blind } = verdict
  return (
    <div className="mb-4 space-y-1">
      <p className="flex items-center gap-2 text-16 font-medium">
        <Mark state={markOf(verdict)} />
        {summary(verdict, words)}
      </p>
      {findings.slice(0, told).map((finding) => (
        <Line key={JSON.stringify(finding)} state={markOfFinding(finding)}>
          <FindingText finding={finding} />
        </Line>
      ))}
      {findings.length > told && <p className="pl-5 text-ink-quiet">{words.parts.more(findings.length - told)}</p>}
      {blind.slice(0, told).map((row) => (
        <Line key={row.node} state="unknown">
          <NodeLink name={row.node} /> <BlindText row={row} />
        </Line>
      ))}
      {blind.length > told && <p className="pl-5 text-ink-quiet">{words.parts.more(blind.length - told)}</p>}
    </div>
  )
}

const Line = ({ state, children }: { state: MarkState; children: ReactNode }) => (
  <p className="flex gap-2">
    <span className="flex h-5 items-center">
      <Mark state={state} />
    </span>
    <span className="min-w-0">{children}</span>
  </p>
)

function markOf({ judged, findings }: Verdict): MarkState {
  if (judged === 0) return 'unknown'
  const [worst] = findings
  return worst === undefined || worst.severity === 'draining' ? 'ok' : worst.severity
}

const markOfFinding = ({ severity, fact }: Finding): MarkState =>
  severity === 'wrong' && (fact.is === 'missing' || fact.is === 'no-virtual-server') ? 'missing' : severity

function summary({ judged, right, settling, unjudged, blind }: Verdict, words: Words): string {
  const say = words.service.verdict
  if (judged === 0) return unjudged > 0 ? say.unjudged : say.nothingSeen
  const all = blind.length > 0 ? say.allSeenRight(judged, judged + blind.length) : say.allRight(judged)
  const first = right === judged ? all : say.right(right, judged)
  return settling > 0 ? `${first} ${say.settling(settling)}` : first
}

function FindingText({ finding: { fact, nodes } }: { finding: Finding }) {
  const words = useWords()
  return (
    <Sentence
      text={sentenceOf(fact, nodes.length, words)}
      parts={{
        nodes: <Names names={nodes} />,
        rows: <span className="addr">{rowsOf(fact).join(words.parts.comma)}</span>,
      }}
    />
  )
}

const rowsOf = (fact: Fact): readonly string[] => ('rows' in fact ? fact.rows : 'row' in fact ? [fact.row] : [])

function sentenceOf(fact: Fact, nodes: number, words: Words): string {
  const say = words.service.verdict
  switch (fact.is) {
    case 'no-virtual-server':
      return say.no_virtual_server(nodes)
    case 'foreign-virtual-server':
      return say.foreign_virtual_server(nodes)
    case 'missing':
    case 'foreign':
    case 'draining':
      return say[fact.is](nodes)
    case 'weight':
      return say.weight(nodes, fact.have, fact.want)
    case 'method':
      return say.method(nodes, fact.have, fact.want)
    case 'setting':
      return say.setting(nodes, fact.setting, fact.have, fact.want)
    default:
      return assertNever(fact)
  }
}

/** Names shown before the rest is only counted. */
const named = 4

function Names({ names }: { names: readonly string[] }) {
  const words = useWords()
  return (
    <>
      {names.slice(0, named).map((name, index) => (
        <Fragment key={name}>
          {index > 0 && words.parts.comma}
          <NodeLink name={name} />
        </Fragment>
      ))}
      {names.length > named && `${words.parts.comma}${words.service.verdict.more(names.length - named)}`}
    </>
  )
}

/** Why a node's table cannot be judged, since when. */
export function BlindText({ row }: { row: Pick<MatrixRow, 'feed' | 'standing'> }) {
  const words = useWords()
  const { feed, standing } = row
  if (standing.is === 'no-table') return words.service.noTable(standing.why)
  switch (feed.is) {
    case 'no-agent':
      return words.service.noAgent
    case 'waiting':
      return words.service.waiting
    case 'late':
    case 'unreachable':
    case 'refused':
      return (
        <>
          <Sentence text={words.service.feedFor(feed.is, '{age}')} parts={{ age: <Age since={feed.since} /> }} />
          {`: ${words.parts.said(feed.why)}`}
        </>
      )
    case 'fine':
      return words.service.tableUnknown
    default:
      return assertNever(feed)
  }
}
