'use client'
import { Fragment, type ReactNode } from 'react'
import { Mark, type MarkState } from '#components/parts/mark.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { withOptions } from '#components/url/address.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessCell, AccessTest } from '#model/access/access.ts'
import type { Factor } from '#model/access/common.ts'
import type { Matter, Summary, SummaryLine } from '#model/access/summary.ts'
import { formatCell } from './options.ts'
import { PortName } from './port-name.tsx'
import type { CellView } from './scene.ts'
import { sayLine, saySummary } from './summary-words.ts'

type Line = SummaryLine<CellView>

/** Lines told in full; the rest is in the map below. */
const told = 6
/** Names shown before the rest is only counted. */
const named = 5

const quietLink = 'underline decoration-line underline-offset-3'

/** The answer first; then what those that get none have in common, and why. */
export function SummaryText({ summary, test }: { summary: Summary<CellView>; test: AccessTest }) {
  const words = useWords()
  const { lines } = summary
  const [port] = test.asked.ports
  return (
    <div className="space-y-1">
      <p aria-live="polite" className="flex items-center gap-2 text-16 font-medium">
        <Mark state={markOf(summary, test)} />
        <span className="min-w-0">
          <Sentence text={saySummary(summary, test, words)} parts={{ port: port && <PortName port={port} /> }} />
        </span>
      </p>
      {lines.slice(0, told).map((line) => (
        <LineText key={JSON.stringify([line.matter, line.of])} line={line} />
      ))}
      {lines.length > told && <p className="pl-5 text-ink-quiet">{words.access.line.more(lines.length - told)}</p>}
    </div>
  )
}

function markOf({ pairs, lines }: Summary<CellView>, { outcome }: AccessTest): MarkState {
  if (lines.some(({ matter }) => matter.is === 'failed' || matter.is === 'partly')) return 'wrong'
  if (pairs === 0) return 'unknown'
  if (outcome === 'running') return 'settling'
  if (outcome === 'cancelled') return 'unknown'
  return lines.some(({ matter }) => matter.is === 'slow') ? 'settling' : 'ok'
}

const marks: Record<Matter['is'], MarkState> = {
  failed: 'wrong',
  partly: 'wrong',
  slow: 'settling',
  silent: 'unknown',
  'by-policy': 'barred',
  'not-asked': 'unknown',
  'no-probe': 'unknown',
}

function LineText({ line }: { line: Line }) {
  const words = useWords()
  const { of, cells } = line
  const port = of.is === 'pairs' || (of.is === 'common' && of.factor.is === 'real') ? cells[0]?.cell.port : undefined
  return (
    <p className="flex gap-2">
      <span className="flex h-5 items-center">
        <Mark state={marks[line.matter.is]} />
      </span>
      <span className="min-w-0">
        <Sentence
          text={sayLine(line, words)}
          parts={{ who: <Who line={line} />, port: port && <PortName port={port} /> }}
        />
        <Why line={line} />
      </span>
    </p>
  )
}

/** What they have in common in a sentence; of a few cells the name of it. It leads to the first of them, where all causes stand. */
function Why({ line: { of, cells, cause } }: { line: Line }) {
  const words = useWords()
  const address = useAddress()
  const [first] = cells
  if (cause === null || first === undefined) return null
  const { title, says } = words.causes[cause.id]
  return (
    <>
      {words.parts.gap}
      <Link
        to={withOptions(address, formatCell(first.cell))}
        replace
        className={`${quietLink} text-ink-quiet hover:text-ink`}
      >
        {of.is === 'common' ? says(cause.evidence) : title}
      </Link>
      {cause.certainty !== 'certain' && <span className="text-ink-quiet"> · {words.certainties[cause.certainty]}</span>}
    </>
  )
}

/** Every name leads to a cell. */
function Who({ line }: { line: Line }) {
  const words = useWords()
  const names = namesIn(line)
  const left = names.length - named
  return (
    <>
      {names.slice(0, named).map(({ key, cell, name }, index) => (
        <Fragment key={key}>
          {index > 0 && words.parts.comma}
          <ToCell cell={cell} name={name} />
        </Fragment>
      ))}
      {left > 0 && `${words.parts.comma}${words.parts.more(left)}`}
    </>
  )
}

interface Name {
  readonly key: string
  readonly cell: AccessCell
  readonly name: ReactNode
}

function namesIn({ of, cells }: Line): Name[] {
  const [first] = cells
  if (first === undefined) return []
  const addr = (text: string) => <span className="addr">{text}</span>
  switch (of.is) {
    case 'common':
      return [of.factor, ...of.alike].map((factor) => ({
        key: JSON.stringify(factor),
        cell: (cells.find(({ cell }) => isIn(cell, factor)) ?? first).cell,
        name:
          factor.is === 'port' ? (
            <PortName port={factor.port} />
          ) : factor.is === 'real' ? (
            addr(factor.real)
          ) : factor.is === 'everything' ? null : (
            addr(factor.node)
          ),
      }))
    case 'port':
      return [{ key: of.port, cell: first.cell, name: <PortName port={of.port} /> }]
    case 'node':
      return [{ key: of.node, cell: first.cell, name: addr(of.node) }]
    case 'nodes':
    case 'pairs':
      return cells.map(({ cell }) => ({ key: `${cell.node} ${cell.port}`, cell, name: addr(cell.node) }))
  }
}

/** Whether a cell is one to show for a factor. */
const isIn = ({ node, port }: AccessCell, factor: Factor): boolean =>
  factor.is === 'node' ? node === factor.node : factor.is === 'port' ? port === factor.port : true

function ToCell({ cell, name }: { cell: AccessCell; name: ReactNode }) {
  const address = useAddress()
  return (
    <Link to={withOptions(address, formatCell(cell))} replace className={`${quietLink} hover:decoration-current`}>
      {name}
    </Link>
  )
}
