'use client'
import type { ReactNode } from 'react'
import { formatMs } from '#components/parts/access-cell.tsx'
import { Causes } from '#components/parts/causes.tsx'
import { CliHint } from '#components/parts/cli-hint.tsx'
import { CopyButton } from '#components/parts/copy.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { LatencyAxis, LatencyStrip } from '#components/parts/latency-strip.tsx'
import { formatMethod } from '#components/parts/probe-method.ts'
import { splitId } from '#components/parts/things.tsx'
import { toNode, toService, toWalk } from '#components/url/address.ts'
import { apiAddress } from '#components/url/api.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessResult, AccessTest, Spread } from '#model/access/access.ts'
import { familyOf } from '#model/address.ts'
import type { Cluster } from '#model/cluster.ts'
import { findServicePort } from '#model/service-port.ts'
import { byHand } from './by-hand.ts'
import { changeCell } from './change.ts'
import type { CellName } from './options.ts'
import { PortName } from './port-name.tsx'
import { ResultWord } from './rows.tsx'
import { type CellView, textOf } from './scene.ts'
import { Shares } from './shares.tsx'

const link = 'text-accent underline underline-offset-3'

interface PanelProps {
  readonly test: AccessTest
  readonly name: CellName
  /** Null where the test has no such pair. */
  readonly view: CellView | null
  readonly names: Cluster
}

/** All there is to say of one pair: beside the map, or on a narrow screen over its lower half. */
export function CellPanel({ test, name, view, names }: PanelProps) {
  const { access: words } = useWords()
  const say = words.panel
  return (
    <aside
      aria-label={`${name.node} ${name.port}`}
      onKeyDown={({ key }) => key === 'Escape' && changeCell(null)}
      className="overflow-y-auto border-line bg-ground max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-20 max-lg:max-h-[70dvh] max-lg:border-t max-lg:bg-panel max-lg:px-4 max-lg:pt-3 max-lg:pb-6 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:w-[26rem] lg:shrink-0 lg:border-l lg:pl-5"
    >
      <div className="flex items-start justify-between gap-4">
        <h2 className="min-w-0 text-14">
          <span className="addr">{name.node}</span>
          <span className="font-normal text-ink-quiet"> → </span>
          <PortName port={name.port} />
        </h2>
        <button
          type="button"
          aria-label={say.close}
          onClick={() => changeCell(null)}
          className="-mt-1 cursor-pointer px-2 py-1 text-ink-quiet hover:text-ink"
        >
          ×
        </button>
      </div>
      {view === null ? (
        <Empty nothing="none">{say.gone}</Empty>
      ) : (
        <div className="space-y-4">
          <Asked view={view} test={test} />
          <Body view={view} names={names} />
          <Ways view={view} names={names} />
          <Terminal test={test} view={view} />
        </div>
      )}
    </aside>
  )
}

function Asked({ view: { cell, standing }, test }: { view: CellView; test: AccessTest }) {
  const { access: words } = useWords()
  const { target, method } = cell
  const what = [
    method && words.question.methods[method.is],
    method && 'path' in method && method.path !== '/' ? method.path : '',
    method && 'name' in method ? method.name : '',
  ]
  return (
    <div className="space-y-1">
      <p className="text-13 text-ink-quiet">
        {what.filter(Boolean).join(' ')}{' '}
        {target === null ? (
          words.panel.noTarget
        ) : (
          <span className="addr">
            {textOf(target)}
            {target.protocol !== 'TCP' && ` ${target.protocol}`}
          </span>
        )}
        {' · '}
        {words.asked(test.asked.tries, test.asked.timeoutMs / 1000)}
      </p>
      <p className="text-16 font-medium">
        <ResultWord standing={standing} />
      </p>
    </div>
  )
}

function Body({ view: { cell, standing }, names }: { view: CellView; names: Cluster }) {
  const { access: words } = useWords()
  const say = words.panel
  const { state } = cell
  if (state.is === 'waiting' || state.is === 'asked') return null
  if (state.is === 'not-asked') {
    return (
      <>
        {state.causes.length === 0 && (
          <Empty nothing="not-known">
            <p>{say.notAsked(state.why)}</p>
            <p>{say.notAskedMeans}</p>
          </Empty>
        )}
        <Causes causes={state.causes} />
      </>
    )
  }
  const { result } = state
  return (
    <>
      {result.causes.length > 0 && standing.is !== 'silent' && (
        <Part title={say.why}>
          <Causes causes={result.causes} />
        </Part>
      )}
      {standing.is === 'silent' && (
        <Part title={say.why}>
          <p className="max-w-prose text-13">{say.silent}</p>
        </Part>
      )}
      {result.causes.length === 0 && result.answered < result.tries && standing.is !== 'silent' && (
        <Part title={say.why}>
          <p className="max-w-prose text-13 text-ink-quiet">{say.noCauses}</p>
        </Part>
      )}
      <Part title={say.outcome}>
        <Outcomes result={result} />
      </Part>
      {(result.connectMs ?? result.firstByteMs) !== null && (
        <Part title={say.latency}>
          <Latency result={result} />
        </Part>
      )}
      <Part title={say.shares}>
        <Shares result={result} port={cell.port} names={names} />
      </Part>
      {result.answered > 0 && (
        <Part title={say.sources}>
          {result.sources.length === 0 ? (
            <p className="text-13 text-unknown">{say.noSources}</p>
          ) : (
            <p className="addr text-13">{result.sources.join(' ')}</p>
          )}
        </Part>
      )}
    </>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h3 className="mb-1 text-12 font-medium text-ink-quiet">{title}</h3>
    {children}
  </section>
)

function Outcomes({ result: { tries, answered, failures, statuses } }: { result: AccessResult }) {
  const { access: words } = useWords()
  const say = words.panel
  return (
    <ul className="text-13">
      <li className="tabular-nums">
        {say.answeredOf(answered, tries)}
        {statuses.length > 0 && (
          <span className="text-ink-quiet">
            {' · '}
            {statuses.map(({ status, tries: some }) => `${say.status(status)} ${say.times(some)}`).join(', ')}
          </span>
        )}
      </li>
      {failures.map(({ outcome, error, tries: some }) => (
        <li key={`${outcome} ${error}`}>
          <span className="tabular-nums">
            {words.outcomes[outcome]} {say.times(some)}
          </span>
          {error !== null && <span className="addr text-ink-quiet"> {error}</span>}
          <span className="text-ink-quiet"> · {words.outcomesWhy[outcome]}</span>
        </li>
      ))}
    </ul>
  )
}

function Latency({ result: { connectMs, firstByteMs, step } }: { result: AccessResult }) {
  const { access: words } = useWords()
  const say = words.panel
  const lines: readonly (readonly [string, Spread | null])[] = [
    [say.connect, connectMs],
    [say.firstByte, firstByteMs],
  ]
  return (
    <div className="text-13">
      <table className="w-full border-separate border-spacing-0 tabular-nums">
        <thead className="text-12 text-ink-quiet">
          <tr>
            <td />
            {[say.least, say.median, say.p95, say.most].map((name) => (
              <th key={name} scope="col" className="pl-2 text-right font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(
            ([name, spread]) =>
              spread !== null && (
                <tr key={name}>
                  <th scope="row" className="text-left font-normal text-ink-quiet">
                    {name}
                  </th>
                  {[spread.least, spread.median, spread.p95, spread.most].map((ms, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: four figures in their places.
                    <td key={index} className="pl-2 text-right">
                      {formatMs(ms)}
                    </td>
                  ))}
                </tr>
              ),
          )}
        </tbody>
      </table>
      <div className="mt-1 px-1">
        <LatencyAxis />
        {lines.map(
          ([name, spread]) => spread !== null && <LatencyStrip key={name} spread={spread} isSlow={step !== null} />,
        )}
      </div>
      {step !== null && <p className="mt-1 text-warn">{say.step[step]}</p>}
    </div>
  )
}

function Ways({ view: { cell }, names }: { view: CellView; names: Cluster }) {
  const { access: words } = useWords()
  const say = words.panel
  const { node, port, target, method } = cell
  const service = findServicePort(names, port)?.service
  const role = target === null || target.role === 'cluster-ip' ? '' : target.role
  const family = target !== null && familyOf(target.address) === 6 ? '6' : ''
  return (
    <p className="flex flex-wrap gap-x-5 gap-y-1 text-13">
      <Link to={toWalk({ node, port, role, family, ...formatMethod(method) })} className={link}>
        {say.walk}
      </Link>
      {service && (
        <Link to={toService(splitId(service.id), { select: `node:${node}` })} className={link}>
          {say.openService}
        </Link>
      )}
      <Link to={toNode(node)} className={link}>
        {say.openNode}
      </Link>
    </p>
  )
}

/** How to get the same without this page: of the hub, and on the node itself. */
function Terminal({ test, view: { cell } }: { test: AccessTest; view: CellView }) {
  const { access: words } = useWords()
  const command = cell.target === null || cell.method === null ? null : byHand(cell.method, cell.target, test.asked)
  return (
    <div className="space-y-2">
      {command !== null && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12 text-ink-quiet">
          <span>{words.panel.byHand(cell.node)}</span>
          <code className="addr text-ink select-all">{command}</code>
          <CopyButton text={command} />
        </div>
      )}
      <CliHint command={`curl ${apiAddress(['access-tests', test.id])}`} />
    </div>
  )
}
