'use client'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { Mark } from '#components/parts/mark.tsx'
import { MethodField } from '#components/parts/method-field.tsx'
import { Segments } from '#components/parts/segments.tsx'
import { SuggestField } from '#components/parts/suggest-field.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { toWalk, withOptions } from '#components/url/address.ts'
import { curlOf, postJson } from '#components/url/api.ts'
import { currentAddress, navigate } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Cluster } from '#model/cluster.ts'
import type { ServicePortId } from '#model/ids.ts'
import { idOfPort } from '#model/service-port.ts'
import { podNames } from './concerned.ts'
import {
  bodyOf,
  formatWanted,
  hasBothFamilies,
  rolesOf,
  type SourceKind,
  sourceKinds,
  troubleOf,
  type Wanted,
  watchSeconds,
} from './options.ts'
import { type Clients, useClients } from './use-clients.ts'

const field = 'h-8 rounded border border-line bg-panel px-2 text-13 max-sm:w-full'

/** Who asks, and what for: all of it in the address, so that a walk can be suggested by a link. */
export function WalkForm({ cluster, wanted }: { cluster: Cluster; wanted: Wanted }) {
  const words = useWords()
  const { walk: say, flows } = words
  const request = useRequest()
  const trouble = troubleOf(wanted, cluster, say)
  const roles = rolesOf(cluster, wanted.port)
  const clients = useClients(wanted)
  const isLive = wanted.kind !== 'node'
  const body = bodyOf(wanted)
  const write = (change: Partial<Wanted>) =>
    navigate(withOptions(currentAddress(), formatWanted({ ...wanted, ...change })), { replace: true })
  const begin = () =>
    request.send(
      () => postJson(['walks'], body),
      (answer) => {
        const id = typeof answer === 'object' && answer !== null && 'id' in answer ? String(answer.id) : ''
        if (id !== '') navigate(toWalk({ ...currentAddress().options, walk: id, stop: '', packet: '' }))
      },
    )
  return (
    <section aria-label={say.form.title} className="mb-5">
      <div className="flex flex-wrap items-center gap-2 text-13">
        <span className="text-ink-quiet">{say.form.from}</span>
        <Segments
          label={say.form.from}
          value={wanted.kind}
          choices={sourceKinds.map((kind) => ({ value: kind, word: say.form[kind] }))}
          onChange={(kind) => write({ kind, source: '' })}
        />
        <SuggestField
          key={wanted.kind}
          label={say.form[wanted.kind]}
          hint={say.form.hints[wanted.kind]}
          value={wanted.source}
          suggestions={suggestionsOf(cluster, wanted.kind, clients)}
          onTake={(source) => write({ source })}
        />
        <span className="text-ink-quiet">{say.form.to}</span>
        <SuggestField
          label={say.form.port}
          hint={say.form.portHint}
          value={wanted.port}
          suggestions={portsOf(cluster)}
          onTake={(port) => write({ port, role: '', via: '', family: '', method: null })}
        />
        {roles.length > 1 && (
          <select
            aria-label={say.form.role}
            value={wanted.role}
            onChange={({ target }) => write({ role: target.value as Wanted['role'], family: '' })}
            className={field}
          >
            {roles.map((role) => (
              <option key={role} value={role === 'cluster-ip' ? '' : role}>
                {flows.roles[role]}
              </option>
            ))}
          </select>
        )}
        {wanted.role === 'node-port' && (
          <select
            aria-label={say.form.via}
            value={wanted.via}
            onChange={({ target }) => write({ via: target.value })}
            className={field}
          >
            <option value="">{say.form.anyNode}</option>
            {[...cluster.nodes.keys()].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        {hasBothFamilies(cluster, wanted) && (
          <Segments
            label={say.form.family}
            value={wanted.family}
            choices={[
              { value: '', word: 'IPv4' },
              { value: '6', word: 'IPv6' },
            ]}
            onChange={(family) => write({ family })}
          />
        )}
        {!isLive && wanted.port !== '' && (
          <span className="flex max-w-full flex-wrap items-center gap-2">
            <span className="text-ink-quiet">{say.form.by}</span>
            <MethodField
              ports={[wanted.port as ServicePortId]}
              method={wanted.method}
              onChange={(method) => write({ method })}
            />
          </span>
        )}
        {isLive && (
          <Segments
            label={say.form.seconds}
            value={wanted.seconds}
            choices={watchSeconds.map((seconds) => ({ value: seconds, word: say.form.forSeconds(seconds) }))}
            onChange={(seconds) => write({ seconds })}
          />
        )}
        <Actions command={trouble === null ? curlOf('POST', ['walks'], body) : null}>
          <ActionButton isMain onClick={begin} isDisabled={trouble !== null || request.isOut}>
            {isLive ? say.form.watch : say.form.run}
          </ActionButton>
        </Actions>
      </div>
      {trouble !== null && (trouble.isMissing ? <Hint text={trouble.text} /> : <Wrong text={trouble.text} />)}
      {request.trouble !== null && <Wrong text={request.trouble} />}
    </section>
  )
}

const Hint = ({ text }: { text: string }) => <p className="mt-2 text-13 text-ink-quiet">{text}</p>

const Wrong = ({ text }: { text: string }) => (
  <p role="alert" className="mt-2 flex items-center gap-2 text-13">
    <Mark state="wrong" />
    {text}
  </p>
)

/** Those that ask the Service now come first. */
function suggestionsOf(cluster: Cluster, kind: SourceKind, clients: Clients): readonly string[] {
  if (kind === 'node') return [...cluster.nodes.keys()]
  return kind === 'pod' ? [...new Set([...clients.pods, ...podNames(cluster)])] : clients.addresses
}

const portsOf = (cluster: Cluster): readonly string[] =>
  [...cluster.services.values()].flatMap((service) =>
    service.headless || service.type === 'ExternalName' ? [] : service.ports.map((port) => idOfPort(service, port)),
  )
