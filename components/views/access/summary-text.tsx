'use client'
import { Fragment } from 'react'
import type { Causes } from '#components/parts/causes.tsx'
import { Mark, type MarkState } from '#components/parts/mark.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { secondsOf } from '#components/words/evidence.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { AccessTest } from '#model/access/access.ts'
import { formatCell } from './options.ts'
import { PortName } from './port-name.tsx'
import type { CellView } from './scene.ts'
import type { Matter, Summary, SummaryLine } from './summary.ts'

/** Lines told in full; the rest is in the map below. */
const told = 6
/** Names shown before the rest is only counted. */
const named = 5

/** The answer first; then who gets none, and of the worst why. */
export function SummaryText({ summary, test }: { summary: Summary; test: AccessTest }) {
  const words = useWords()
  const { lines } = summary
  const [port] = test.asked.ports
  return (
    <div className="space-y-1">
      <p aria-live="polite" className="flex items-center gap-2 text-16 font-medium">
        <Mark state={markOf(summary, test)} />
        <span className="min-w-0">
          <Sentence text={sentenceOf(summary, test, words)} parts={{ port: port && <PortName port={port} /> }} />
        </span>
      </p>
      {lines.slice(0, told).map((line) => (
        <Line key={JSON.stringify([line.matter, line.of])} line={line} />
      ))}
      {lines.length > told && <p className="pl-5 text-ink-quiet">{words.access.line.more(lines.length - told)}</p>}
    </div>
  )
}

function markOf({ pairs, lines }: Summary, { outcome }: AccessTest): MarkState {
  if (lines.some(({ matter }) => matter.is === 'failed' || matter.is === 'partly')) return 'wrong'
  if (pairs === 0) return 'unknown'
  if (outcome === 'running') return 'settling'
  if (outcome === 'cancelled') return 'unknown'
  return lines.some(({ matter }) => matter.is === 'slow') ? 'settling' : 'ok'
}

function sentenceOf(summary: Summary, { outcome, asked }: AccessTest, { access: { sentence: say } }: Words): string {
  const { nodes, ports, pairs, answeredNodes, answeredPairs } = summary
  const isRunning = outcome === 'running'
  if (pairs === 0) return isRunning ? say.starting : say.nobody
  const all = asked.nodes.length * asked.ports.length
  const isAll = answeredPairs === all
  const plain =
    ports === 1
      ? isAll
        ? say.allOne(nodes)
        : say.someOne(answeredNodes, nodes)
      : isAll
        ? say.all(nodes, ports)
        : say.some(answeredPairs, all)
  return isRunning ? say.soFar(plain) : outcome === 'cancelled' ? say.cancelled(plain) : plain
}

function Line({ line }: { line: SummaryLine }) {
  const words = useWords()
  const address = useAddress()
  const [worst] = line.cells
  const cause = line.cells.length <= 3 ? causesOf(worst)[0] : undefined
  return (
    <p className="flex gap-2">
      <span className="flex h-5 items-center">
        <Mark state={marks[line.matter.is]} />
      </span>
      <span className="min-w-0">
        <Sentence text={textOfLine(line, words)} parts={{ who: <Who line={line} /> }} />
        {cause !== undefined && worst !== undefined && (
          <>
            {words.parts.gap}
            <Link
              to={withOptions(address, formatCell(worst.cell))}
              replace
              className="text-ink-quiet underline decoration-line underline-offset-3 hover:text-ink"
            >
              {words.causes[cause.id].title}
            </Link>
          </>
        )}
      </span>
    </p>
  )
}

export const causesOf = (view: CellView | undefined): Parameters<typeof Causes>[0]['causes'] => {
  const state = view?.cell.state
  return state?.is === 'done' ? state.result.causes : state?.is === 'not-asked' ? state.causes : []
}

const marks: Record<Matter['is'], MarkState> = {
  failed: 'wrong',
  partly: 'wrong',
  slow: 'settling',
  'not-asked': 'unknown',
}

function textOfLine({ matter, of, cells, outOf }: SummaryLine, { access: { line: say, outcomes } }: Words): string {
  const some = cells.length
  if (of.is === 'pairs') {
    switch (matter.is) {
      case 'failed':
      case 'partly':
        return say.pairs[matter.is](outcomes[matter.outcome])
      case 'slow':
        return say.pairs.slow(secondsOf(matter.step))
      case 'not-asked':
        return say.pairs['not-asked']
    }
  }
  if (of.is === 'nodes') {
    const [only] = cells
    const share =
      some === 1 && only?.standing.is === 'partly'
        ? say.share(only.standing.tries - only.standing.answered, only.standing.tries)
        : ''
    switch (matter.is) {
      case 'failed':
        return say.nodes.failed(outcomes[matter.outcome])
      case 'partly':
        return say.nodes.partly(outcomes[matter.outcome], share)
      case 'slow':
        return say.nodes.slow(secondsOf(matter.step))
      case 'not-asked':
        return say.nodes['not-asked']
    }
  }
  switch (matter.is) {
    case 'failed':
    case 'partly':
      return say[of.is][matter.is](outcomes[matter.outcome], some, outOf)
    case 'slow':
      return say[of.is].slow(secondsOf(matter.step), some, outOf)
    case 'not-asked':
      return say[of.is]['not-asked'](some, outOf)
  }
}

/** Every name leads to its cell. */
function Who({ line: { of, cells } }: { line: SummaryLine }) {
  const words = useWords()
  const address = useAddress()
  const isList = of.is === 'nodes' || of.is === 'pairs'
  const shown = cells.slice(0, isList ? named : 1)
  const left = isList ? cells.length - shown.length : 0
  return (
    <>
      {shown.map(({ cell }, index) => (
        <Fragment key={`${cell.node} ${cell.port}`}>
          {index > 0 && words.parts.comma}
          <Link
            to={withOptions(address, formatCell(cell))}
            replace
            className="underline decoration-line underline-offset-3 hover:decoration-current"
          >
            {of.is === 'port' ? <PortName port={of.port} /> : <span className="addr">{cell.node}</span>}
          </Link>
        </Fragment>
      ))}
      {left > 0 && `${words.parts.comma}${words.parts.more(left)}`}
    </>
  )
}
