'use client'
import type { BackendFact } from './backends.ts'
import type { Detail } from './detail.ts'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import { PanelFacts, PanelTitle, rateEntries, ThingButton, ToneBadge } from './panel-parts.tsx'
import { figureOf } from './sums.ts'

export function BackendPanel({
  findings,
  detail,
  backend,
  labels,
}: {
  findings: Findings
  /** Rows of its Services on every node; null until they come. */
  detail: Detail | null
  backend: BackendFact
  labels: Labels
}) {
  const { facts, traffic } = findings
  const { panel, tip, note } = labels.words
  const services = facts.services.filter((service) => service.backends.includes(backend.id))
  return (
    <>
      <PanelTitle
        kind={backend.id.startsWith('pod:') ? tip.pod : tip.endpoint}
        prefix={backend.namespace}
        name={backend.name}
      />
      <PanelFacts
        entries={[
          ...(backend.state === 'ready' ? [] : [[panel.state, note[backend.state]] as const]),
          [
            panel.podAddress,
            <span key="address" className="addr">
              {backend.address}
            </span>,
          ],
          [
            panel.runsOn,
            backend.host === '' ? (
              labels.words.group.nowhere
            ) : (
              <ThingButton key="host" id={`node:${backend.host}`}>
                {backend.host}
              </ThingButton>
            ),
          ],
          ...rateEntries(figureOf(traffic, detail, backend.id), labels),
        ]}
      />
      <h3 className="mb-1 text-13">{panel.services}</h3>
      <ul className="space-y-1">
        {services.map((service) => (
          <li key={service.id} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <ThingButton id={service.id}>{service.name}</ThingButton>
            <ToneBadge tone={facts.linkOf(service.id, backend.id)?.tone ?? 'unknown'} labels={labels} />
          </li>
        ))}
      </ul>
    </>
  )
}
