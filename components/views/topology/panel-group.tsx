'use client'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import { PanelFacts, PanelTitle, rateEntries, ThingButton } from './panel-parts.tsx'
import type { PlanGroup } from './plan.ts'
import { figureOf } from './sums.ts'
import { nameOf } from './tips.ts'

/** Members listed; the filter finds the others. */
const mostListed = 60

export function GroupPanel({ findings, group, labels }: { findings: Findings; group: PlanGroup; labels: Labels }) {
  const { words } = labels
  const kind = group.id.startsWith('island:') ? 'services' : group.id.startsWith('nodes:') ? 'nodes' : 'pods'
  const members = group.members.map((id) => (id.startsWith('host:') ? `node:${id.slice('host:'.length)}` : id))
  return (
    <>
      <PanelTitle kind={words.rank[kind]} name={group.name} />
      <PanelFacts
        entries={[
          [words.rank[members[0]?.startsWith('node:') ? 'nodes' : kind], labels.amount(members.length)],
          ...rateEntries(figureOf(findings.traffic, null, group.id), labels),
        ]}
      />
      <ul className="space-y-1">
        {members.slice(0, mostListed).map((id) => (
          <li key={id}>
            <ThingButton id={id}>{nameOf(findings.facts, id)}</ThingButton>
          </li>
        ))}
      </ul>
    </>
  )
}
