'use client'
import { useMemo } from 'react'
import type { Nothing } from '#components/parts/empty.tsx'
import { Empty } from '#components/parts/empty.tsx'
import { ForInstance, instance } from '#components/parts/for-instance.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { MethodField } from '#components/parts/method-field.tsx'
import { Picker } from '#components/parts/picker.tsx'
import { Segments } from '#components/parts/segments.tsx'
import { useWords } from '#components/words/use-words.ts'
import { makeNodeName, type ServicePortId } from '#model/ids.ts'
import { changeQuestion } from './change.ts'
import { patienceChoices, triesChoices } from './options.ts'
import { PortName } from './port-name.tsx'
import { askablePorts, nodeChoices, portChoices, rolesOf, suggestionsOf } from './ports.ts'
import { mostPorts } from './request.ts'
import type { Access } from './use-access.ts'

const select = 'h-8 max-w-full rounded border border-line bg-panel px-2 text-13'

/** What to ask: ports, nodes, how, how often. */
export function QuestionForm({ access }: { access: Access }) {
  const { access: words } = useWords()
  const { question, names } = access
  const say = words.question
  return (
    <fieldset className="grid grid-cols-1 gap-x-3 gap-y-2 sm:grid-cols-[max-content_1fr]">
      <legend className="sr-only">{say.title}</legend>
      <Label>{say.ports}</Label>
      <Ports access={access} />
      <Label>{say.nodes}</Label>
      <Picker
        label={say.nodes}
        hint={say.findNode}
        noMatch={say.noMatch}
        nothing={<span className="pr-1 text-13">{say.allNodes(names.nodes.size)}</span>}
        taken={question.nodes.map((node) => ({
          id: node,
          content: <span className="addr">{node}</span>,
          removeLabel: say.removeNode(node),
        }))}
        choicesFor={(query) => nodeChoices(names.nodes.keys(), question.nodes, query)}
        onTake={(ids) => changeQuestion({ ...question, nodes: [...question.nodes, ...ids.map(makeNodeName)] })}
        onRemove={(id) => changeQuestion({ ...question, nodes: question.nodes.filter((node) => node !== id) })}
      />
      <Label>{say.method}</Label>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <span className="flex flex-wrap items-center gap-2">
          <MethodField
            ports={question.ports}
            method={question.method}
            onChange={(method) => changeQuestion({ ...question, method })}
          />
          <At access={access} />
        </span>
        <span className="flex items-center gap-2">
          <Label>{say.tries}</Label>
          <Segments
            label={say.tries}
            title={say.triesWhy}
            value={question.tries}
            choices={triesChoices.map((value) => ({ value, word: value }))}
            onChange={(tries) => changeQuestion({ ...question, tries })}
          />
        </span>
        <span className="flex items-center gap-2">
          <Label>{say.patience}</Label>
          <Segments
            label={say.patience}
            title={say.patienceWhy}
            value={question.timeoutMs}
            choices={patienceChoices.map((value) => ({ value, word: say.seconds(value / 1000) }))}
            onChange={(timeoutMs) => changeQuestion({ ...question, timeoutMs })}
          />
        </span>
      </div>
    </fieldset>
  )
}

const Label = ({ children }: { children: string }) => (
  <span className="flex h-8 items-center text-13 text-ink-quiet max-sm:h-5">{children}</span>
)

function Ports({ access: { names, question } }: { access: Access }) {
  const { access: words, parts } = useWords()
  const say = words.question
  const ports = useMemo(() => askablePorts(names), [names])
  const take = (ids: readonly string[]) =>
    changeQuestion({ ...question, ports: [...new Set([...question.ports, ...(ids as ServicePortId[])])] })
  if (ports.length === 0) {
    const isKnown = names.api.get('services')?.is === 'live'
    const nothing: Nothing = isKnown ? 'none' : 'not-known'
    return <Empty nothing={nothing}>{isKnown ? words.nothing.noServices : words.nothing.servicesUnknown}</Empty>
  }
  return (
    <div className="min-w-0">
      <Picker
        label={say.ports}
        hint={say.findPort}
        noMatch={say.noMatch}
        taken={question.ports.map((port) => ({
          id: port,
          content: <PortName port={port} />,
          removeLabel: say.removePort(port),
        }))}
        choicesFor={(query) => portChoices(ports, question.ports, query, say.allOf)}
        onTake={take}
        onRemove={(id) => changeQuestion({ ...question, ports: question.ports.filter((port) => port !== id) })}
      />
      {question.ports.length === 0 && (
        <ForInstance>
          {suggestionsOf(names, ports).map(({ id, differs }) => (
            <span key={id} className="inline-flex items-center gap-1.5">
              {differs && <Mark state="wrong" />}
              <button type="button" onClick={() => take([id])} className={instance}>
                {id}
              </button>
              {differs && <span className="text-ink-quiet">{parts.differs}</span>}
            </span>
          ))}
        </ForInstance>
      )}
      {question.ports.length > mostPorts && (
        <p role="alert" className="mt-1 text-13">
          {say.tooMany(mostPorts)}
        </p>
      )}
    </div>
  )
}

/** Where it cannot be another address, nothing. */
function At({ access: { names, question } }: { access: Access }) {
  const { access: words } = useWords()
  const say = words.question
  const roles = rolesOf(names, question.ports)
  if (roles.length < 2 && question.role === 'cluster-ip') return null
  const offered = roles.includes(question.role) ? roles : [...roles, question.role]
  return (
    <select
      aria-label={say.at}
      value={question.role}
      onChange={({ target }) => {
        const role = offered.find((each) => each === target.value)
        if (role) changeQuestion({ ...question, role })
      }}
      className={select}
    >
      {offered.map((role) => (
        <option key={role} value={role}>
          {`${say.at} ${say.addresses[role]}`}
        </option>
      ))}
    </select>
  )
}
