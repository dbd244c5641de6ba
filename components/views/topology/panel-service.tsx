'use client'
import { toService } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import type { ThingId } from '#model/thing.ts'
import { change } from './change.ts'
import type { Detail } from './detail.ts'
import type { ServiceFact } from './facts.ts'
import type { Findings } from './findings.ts'
import { describePorts, type Labels } from './labels.ts'
import { PanelFacts, PanelTitle, rateEntries, ToneBadge } from './panel-parts.tsx'
import { ServiceProofs } from './panel-proof.tsx'
import { type FanRow, flowOfRows, rowsOfService } from './rows.ts'
import { figureOf } from './sums.ts'
import { rateOf } from './traffic.ts'

interface ServicePanelProps {
  readonly findings: Findings
  /** Its rows on every node; null until they come. */
  readonly detail: Detail | null
  readonly service: ServiceFact
  /** The selected row; empty for none. */
  readonly row: ThingId
  readonly labels: Labels
}

/** Rows listed here; the Service's page has all. */
const mostRows = 60

export function ServicePanel({ findings, detail, service, row, labels }: ServicePanelProps) {
  const { visible, traffic } = findings
  const { panel, tip, note } = labels.words
  const rows = detail ? rowsOfService(detail.facts, visible.nodes, service.id) : []
  const rowsOf = detail?.cluster ?? findings.cluster
  const odd = rows.filter(({ tone }) => tone !== 'fine')
  const shown = [...odd, ...rows.filter(({ tone }) => tone === 'fine')].slice(0, mostRows)
  return (
    <>
      <PanelTitle
        kind={service.service ? tip.service : note.noService}
        prefix={service.namespace}
        name={service.name}
      />
      <PanelFacts
        entries={[
          [
            panel.state,
            service.backends.length === 0 ? (
              note.noEndpoints
            ) : (
              <ToneBadge key="tone" tone={service.tone} labels={labels} />
            ),
          ],
          [
            panel.address,
            <span key="address" className="addr">
              {service.addresses.join(', ')}
            </span>,
          ],
          [
            panel.ports,
            <span key="ports" className="addr">
              {describePorts(service.ports)}
            </span>,
          ],
          [
            panel.scheduler,
            <span key="scheduler" className="addr">
              {service.schedulers.join(', ')}
            </span>,
          ],
          ...(service.service?.affinitySeconds != null
            ? [[panel.affinity, panel.affinityFor(service.service.affinitySeconds)] as const]
            : []),
          [panel.endpoints, String(service.backends.length)],
          ...rateEntries(figureOf(traffic, detail, service.id), labels),
        ]}
      />
      {service.service && (
        <p className="mb-4">
          <Link to={toService(service.service)} className="text-accent underline underline-offset-3">
            {panel.openService}
          </Link>
        </p>
      )}
      {service.service && <ServiceProofs service={service.service} />}
      <h3 className="mb-1 text-13">{panel.rows}</h3>
      <table className="w-full text-12">
        <thead className="text-left text-ink-quiet">
          <tr>
            <th className="pr-2 pb-1 font-medium">{panel.node}</th>
            <th className="pr-2 pb-1 font-medium">{panel.realServer}</th>
            <th className="pb-1 text-right font-medium">{panel.rate}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <RowLine
              key={each.id}
              row={each}
              rate={rateOf(flowOfRows([each], rowsOf))}
              isSelected={each.id === row}
              labels={labels}
            />
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && <p className="mt-2 text-ink-quiet">{panel.moreRows(rows.length - mostRows)}</p>}
    </>
  )
}

interface RowLineProps {
  readonly row: FanRow
  /** New connections a second; NaN where it is not known. */
  readonly rate: number
  readonly isSelected: boolean
  readonly labels: Labels
}

function RowLine({ row, rate, isSelected, labels }: RowLineProps) {
  const stale = !row.node.trusted
  return (
    <tr
      data-row-state={row.row.state}
      className={`cursor-pointer border-t border-line/50 hover:bg-raised ${isSelected ? 'bg-raised' : ''} ${stale ? 'text-unknown' : ''}`}
      onClick={() => change({ select: row.id }, true)}
    >
      <td className="max-w-28 truncate py-1 pr-2" title={row.node.name}>
        <button type="button" className="max-w-full cursor-pointer truncate">
          {row.node.name}
        </button>
      </td>
      <td className="addr py-1 pr-2 whitespace-nowrap">{row.row.key}</td>
      <td className="py-1 text-right whitespace-nowrap tabular-nums">
        {row.tone === 'fine' || stale ? (
          Number.isNaN(rate) ? (
            '—'
          ) : (
            labels.rate(rate)
          )
        ) : (
          <ToneBadge tone={row.tone} labels={labels} />
        )}
      </td>
    </tr>
  )
}
