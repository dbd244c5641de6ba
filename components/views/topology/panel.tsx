'use client'
import type { ReactNode } from 'react'
import { change } from './change.ts'
import type { Detail } from './detail.ts'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import { parseSelection, type TopologyOptions } from './options.ts'
import { BackendPanel } from './panel-backend.tsx'
import { GroupPanel } from './panel-group.tsx'
import { NodePanel } from './panel-node.tsx'
import { ServicePanel } from './panel-service.tsx'

export interface PanelProps {
  readonly findings: Findings
  /** Rows of what is selected; null until they come. */
  readonly detail: Detail | null
  readonly options: TopologyOptions
  readonly labels: Labels
}

/** Facts of what is selected: beside the picture, or on narrow screens below it. */
export function SelectionPanel({ findings, detail, options, labels }: PanelProps) {
  const content = contentOf(findings, detail, options, labels)
  return (
    <aside
      aria-label={labels.words.panel.state}
      data-selection={options.select}
      className="absolute inset-x-0 bottom-0 z-20 max-h-60 overflow-y-auto border-t border-line bg-panel p-4 text-13 md:inset-x-auto md:top-0 md:right-0 md:bottom-0 md:max-h-none md:w-[22rem] md:border-t-0 md:border-l"
    >
      <button
        type="button"
        onClick={() => change({ select: '' })}
        className="float-right cursor-pointer text-ink-quiet hover:text-ink"
      >
        {labels.words.panel.close}
      </button>
      {content ?? <p className="text-ink-quiet">{labels.words.panel.gone}</p>}
    </aside>
  )
}

function contentOf(findings: Findings, detail: Detail | null, options: TopologyOptions, labels: Labels): ReactNode {
  const { facts } = findings
  const selection = parseSelection(options.select)
  switch (selection.is) {
    case 'nothing':
      return null
    case 'service':
    case 'row': {
      const row = selection.is === 'row' ? selection : null
      const id = row ? facts.thingOf(row.virtual as Parameters<typeof facts.thingOf>[0]) : selection.id
      const service = facts.services.find((each) => each.id === id)
      return service ? (
        <ServicePanel findings={findings} detail={detail} service={service} row={row?.id ?? ''} labels={labels} />
      ) : null
    }
    case 'node': {
      const node = facts.nodes.find((each) => each.id === selection.id)
      return node ? <NodePanel findings={findings} node={node} labels={labels} /> : null
    }
    case 'backend': {
      const backend = facts.backends.find((each) => each.id === selection.id)
      return backend ? <BackendPanel findings={findings} detail={detail} backend={backend} labels={labels} /> : null
    }
    case 'group': {
      const { nodeGroups, islands, hosts, gone } = findings.plan
      const group = [...nodeGroups, ...islands, ...hosts, ...gone].find((each) => each.id === selection.id)
      return group ? <GroupPanel findings={findings} group={group} labels={labels} /> : null
    }
  }
}
