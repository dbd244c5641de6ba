'use client'
import { type KeyboardEvent, useId } from 'react'
import { ZoomControls } from '#components/parts/zoom-controls.tsx'
import { toNode, toService } from '#components/url/address.ts'
import { navigate } from '#components/url/browser.ts'
import { change } from './change.ts'
import { describeSelection } from './describe.ts'
import type { Facts } from './facts.ts'
import type { Findings } from './findings.ts'
import { stepOfKey } from './keyboard.ts'
import type { Labels } from './labels.ts'
import type { TopologyOptions } from './options.ts'
import type { ShowHold } from './use-show.ts'

interface CanvasHostProps {
  readonly hold: ShowHold
  readonly findings: Findings
  readonly options: TopologyOptions
  readonly labels: Labels
  readonly toFilter: () => void
  readonly openKeys: () => void
}

/** The element the stage draws in: takes focus and keys, and says aloud what is selected. */
export function CanvasHost({ hold, findings, options, labels, toFilter, openKeys }: CanvasHostProps) {
  const how = useId()
  const { words } = labels
  const act = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const show = hold.show.current
    const step = show && stepOfKey(event.key, show.direction())
    if (show && step) {
      const id = show.step(step)
      if (id !== null) {
        change({ select: id }, true)
        show.reveal(id)
      }
    } else if (event.key === 'Enter') openPage(findings.facts, options.select)
    else if (event.key === 'Escape') {
      if (options.select !== '') change({ select: '' })
      else show?.showAll()
    } else if (event.key === '/') toFilter()
    else if (event.key === '?') openKeys()
    else if (event.key === '+' || event.key === '=') show?.zoomBy(1.4)
    else if (event.key === '-' || event.key === '−') show?.zoomBy(1 / 1.4)
    else if (event.key === '0') show?.showAll()
    else if (event.key === 't') change({ asTable: true })
    else if (event.key === 'p') change({ onlyProblems: !options.onlyProblems })
    else return
    event.preventDefault()
  }
  return (
    <>
      <div
        ref={hold.host}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys listed under "?".
        tabIndex={0}
        aria-label={words.canvas.name}
        aria-describedby={how}
        data-stage=""
        onKeyDown={act}
        className="absolute inset-0 overflow-hidden outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]"
      />
      <p id={how} className="sr-only">
        {words.canvas.how}
      </p>
      <p aria-live="polite" className="sr-only">
        {describeSelection(findings.facts, options.select, labels)}
      </p>
      <ZoomControls
        show={hold.show}
        words={words.controls}
        isOver
        className="absolute right-3 bottom-3 z-10 sm:right-4"
      />
    </>
  )
}

function openPage(facts: Facts, select: string): void {
  const service = facts.services.find((each) => each.id === select)?.service
  if (service) navigate(toService(service))
  else if (select.startsWith('node:')) navigate(toNode(select.slice('node:'.length)))
}
