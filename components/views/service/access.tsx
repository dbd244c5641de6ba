'use client'
import { useMemo } from 'react'
import { useCluster } from '#components/live/hooks.ts'
import { AccessSign, wordOf } from '#components/parts/access-cell.tsx'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { Age } from '#components/parts/number.tsx'
import { Panel } from '#components/parts/panel.tsx'
import { Sentence } from '#components/parts/sentence.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { to, toWalk } from '#components/url/address.ts'
import { curlOf, postJson } from '#components/url/api.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { AccessTest } from '#model/access/access.ts'
import type { Service } from '#model/cluster.ts'
import type { ServicePortId } from '#model/ids.ts'
import { idOfPort } from '#model/service-port.ts'
import { type AccessPort, makeAccessPorts, newestOf } from './access-scene.ts'

const link = 'text-accent underline underline-offset-3'
const tries = 5

/** Does every node get an answer from this Service: the newest test of its ports, and another one. */
export function ServiceAccess({ service }: { service: Service }) {
  const words = useWords()
  const { access: all } = words
  const say = all.ofService
  const ports = useMemo(() => service.ports.map((port) => idOfPort(service, port)), [service])
  const lists = useCluster({ is: 'access', test: '' })
  const test = newestOf(lists.accessTests, ports)
  const { accessCells } = useCluster({ is: 'access', test: test?.id ?? '' })
  const lines = useMemo(
    () => (test === null ? [] : makeAccessPorts(test, accessCells, ports)),
    [test, accessCells, ports],
  )
  const { isOut, trouble, send } = useRequest()
  const body = { ports, tries }
  if (ports.length === 0) return null
  const isRunning = test?.outcome === 'running'
  return (
    <Panel title={say.title} aside={test !== null && <TestedAt test={test} />}>
      <div className="space-y-3">
        {test === null ? (
          <Empty nothing="none">{say.none}</Empty>
        ) : (
          <ul className="space-y-2">
            {lines.map((line) => (
              <PortLine key={line.port} line={line} test={test} />
            ))}
          </ul>
        )}
        <Actions command={curlOf('POST', ['access-tests'], body)} needs={['probe']}>
          <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <ActionButton onClick={() => send(() => postJson(['access-tests'], body))} isDisabled={isOut || isRunning}>
              {isOut ? all.starting : isRunning ? all.running : test === null ? say.ask : say.askAgain}
            </ActionButton>
            {isRunning && (
              <span className="text-13 text-ink-quiet tabular-nums">{all.progress(test.done, test.cells)}</span>
            )}
          </span>
        </Actions>
        {trouble !== null && (
          <p role="alert" className="flex items-center gap-2 text-13">
            <Mark state="wrong" />
            {trouble}
          </p>
        )}
      </div>
    </Panel>
  )
}

const toTest = (test: AccessTest, port: ServicePortId, node?: string) =>
  to('access', {}, { test: test.id, ...(node === undefined ? {} : { cell: `${node}@${port}` }) })

function TestedAt({ test }: { test: AccessTest }) {
  const say = useWords().access.ofService
  return (
    <span className="flex flex-wrap gap-x-4">
      <span>
        <Sentence text={say.tested('{age}')} parts={{ age: <Age since={test.startedAt} /> }} />
      </span>
      <Link to={to('access', {}, { test: test.id })} className={link}>
        {say.open}
      </Link>
    </span>
  )
}

/** Of one port a sign a node, in the order of nodes; then who got none, by name. */
function PortLine({ line, test }: { line: AccessPort; test: AccessTest }) {
  const words = useWords()
  const { access: all } = words
  const say = all.ofService
  const { port, signs, notDrawn, answered, asked, excused, troubles, isAsked } = line
  return (
    <li className="grid grid-cols-1 items-baseline gap-x-6 gap-y-1 lg:grid-cols-[7rem_auto_1fr]">
      <span className="addr font-medium">{port.slice(port.lastIndexOf(':'))}</span>
      <span className="flex max-w-md flex-wrap items-center gap-0.5 self-center">
        {signs.map(({ cell, standing }) => (
          <Link
            key={cell.node}
            to={toTest(test, port, cell.node)}
            aria-label={all.cell.told(cell.node, port, wordOf(standing, words))}
            title={`${cell.node} · ${wordOf(standing, words)}`}
          >
            <AccessSign standing={standing} />
          </Link>
        ))}
        {notDrawn > 0 && <span className="ml-1 text-12 text-ink-quiet">{words.parts.more(notDrawn)}</span>}
      </span>
      <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-1 text-13">
        {isAsked ? (
          <>
            {(asked > 0 || excused.length === 0) && (
              <span>
                {test.outcome === 'running'
                  ? all.sentence.soFar(say.answered(answered, asked))
                  : say.answered(answered, asked)}
              </span>
            )}
            {excused.map(({ like, nodes }) => (
              <span key={like.is} className="text-ink-quiet">
                {say.excused(nodes, wordOf(like, words))}
              </span>
            ))}
            {troubles.map(({ cell, standing }) => (
              <Link
                key={cell.node}
                to={toTest(test, port, cell.node)}
                className="underline decoration-line underline-offset-3 hover:decoration-current"
              >
                <span className="addr">{cell.node}</span> {wordOf(standing, words)}
              </Link>
            ))}
          </>
        ) : (
          <span className="text-ink-quiet">{say.notInTest}</span>
        )}
        <Link to={toWalk({ port })} className={link}>
          {say.walk}
        </Link>
      </span>
    </li>
  )
}
