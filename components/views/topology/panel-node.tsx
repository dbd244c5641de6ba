'use client'
import { toNode } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import type { NodeFact } from './facts.ts'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import { PanelFacts, PanelTitle, rateEntries, ThingButton, ToneBadge } from './panel-parts.tsx'
import { WalkLink } from './panel-proof.tsx'
import { figureOf } from './sums.ts'
import { nameOf } from './tips.ts'

/** Differing virtual servers listed here; the node's page has all. */
const mostListed = 20

export function NodePanel({ findings, node, labels }: { findings: Findings; node: NodeFact; labels: Labels }) {
  const { facts, traffic } = findings
  const { panel, tip, note } = labels.words
  const why = 'why' in node.feed ? labels.said(node.feed.why) : ''
  const odd = (node.table?.odd ?? []).slice(0, mostListed).map((position) => node.table!.entries[position]!)
  const zone = node.node.kube?.zone ?? ''
  const kernel = node.node.identity?.kernel ?? ''
  const trouble = labels.note(node, findings.cluster.at)
  return (
    <>
      <PanelTitle kind={tip.node} name={node.name} />
      <PanelFacts
        entries={[
          [panel.feed, node.feed.is === 'fine' ? panel.feedFine : trouble],
          ...(why === '' ? [] : [['', why] as const]),
          [panel.state, <ToneBadge key="tone" tone={node.tone} labels={labels} />],
          [panel.table, node.table ? note.virtualServers(node.table.entries.length) : tableText(node, labels)],
          ...(zone === '' ? [] : [[panel.zone, zone] as const]),
          ...(kernel === '' ? [] : [[panel.kernel, kernel] as const]),
          ...(node.trusted ? rateEntries(figureOf(traffic, null, node.id), labels) : []),
        ]}
      />
      <p className="mb-4 flex gap-x-4">
        <Link to={toNode(node.name)} className="text-accent underline underline-offset-3">
          {panel.openNode}
        </Link>
        <WalkLink options={{ node: node.name }} />
      </p>
      {odd.length > 0 && node.trusted && (
        <>
          <h3 className="mb-1 text-13">{panel.differs}</h3>
          <ul className="space-y-1">
            {odd.map((entry) => (
              <li key={entry.key} className="flex flex-wrap items-baseline justify-between gap-x-3">
                <ThingButton id={facts.thingOf(entry.key)}>{nameOf(facts, facts.thingOf(entry.key))}</ThingButton>
                <ToneBadge tone={entry.tone} labels={labels} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const tableText = ({ node }: NodeFact, { words, said }: Labels): string =>
  node.table.is === 'absent'
    ? `${words.note.absent}: ${said(node.table.why)}`
    : node.table.is === 'unreadable'
      ? `${words.note.unreadable}: ${said(node.table.why)}`
      : words.note.unknown
