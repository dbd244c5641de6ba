'use client'
import { useMemo, useRef, useState } from 'react'
import { useCluster, useLook } from '#components/live/hooks.ts'
import { useMedia } from '#components/parts/use-media.ts'
import { type Insets, noInsets } from '#components/stage/camera.ts'
import { useAddress, usePlace } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { CanvasHost } from './canvas-host.tsx'
import { change } from './change.ts'
import { AsTable, Controls } from './controls.tsx'
import { scopeOfSelection, sharesRows } from './detail.ts'
import { makeFindings } from './findings.ts'
import { Keys } from './keys.tsx'
import { makeLabels } from './labels.ts'
import { TopologyLegend } from './legend.tsx'
import { NothingNotice } from './nothing.tsx'
import { parseOptions } from './options.ts'
import { WatchedPackets } from './packet-caption.tsx'
import { SelectionPanel } from './panel.tsx'
import { makeReader } from './reader.ts'
import { SavePicture } from './save-picture.tsx'
import { SummarySentence } from './sentence.tsx'
import { Twin } from './twin.tsx'
import { useShow } from './use-show.ts'

/** Space the selection's panel takes, pixels. */
const panelInsets: Record<'wide' | 'narrow', Insets> = {
  wide: { ...noInsets, right: 372 },
  narrow: { ...noInsets, bottom: 240 },
}

/** The hero: nodes, ClusterIPs, Pods, and what flows between them. */
export default function TopologyView() {
  const words = useWords()
  const address = useAddress()
  const cluster = useCluster()
  const isNarrow = useMedia('(max-width: 767px)')
  const [read] = useState(makeReader)
  const [keysOpen, setKeysOpen] = useState(false)
  const filter = useRef<HTMLInputElement>(null)
  const options = useMemo(() => parseOptions(address.options), [address])
  const labels = useMemo(() => makeLabels(words), [words])
  const insets = options.select === '' ? noInsets : panelInsets[isNarrow ? 'narrow' : 'wide']
  const isNatural = usePlace().is === 'embed'
  const hold = useShow(read, { options, labels, insets, isNatural, select: (select) => change({ select }) })
  const drawn = options.asTable ? null : hold.picture
  const findings = useMemo(
    () => drawn?.whole ?? makeFindings(read(cluster), cluster, options),
    [drawn, read, cluster, options],
  )
  useLook(scopeOfSelection(findings.facts, options.select))
  const detail = drawn && sharesRows(drawn.facts, drawn.scene.selected, options.select) ? drawn.detail : null

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{words.titles.topology}</h1>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 pt-3 pb-2 sm:px-6">
        <SummarySentence findings={findings} labels={labels} />
        {isNatural ? (
          <AsTable options={options} />
        ) : (
          <Controls options={options} facts={findings.facts} filter={filter} openKeys={() => setKeysOpen(true)}>
            {drawn !== null && (
              <SavePicture hold={hold} findings={findings} labels={labels} arePackets={options.capture !== ''} />
            )}
          </Controls>
        )}
      </div>
      <NothingNotice findings={findings} options={options} />
      {options.asTable || hold.unable ? <Twin findings={findings} labels={labels} unable={hold.unable} /> : null}
      <div
        className={`relative ${isNatural ? 'min-h-80' : 'min-h-[26rem] flex-1'} ${options.asTable || hold.unable ? 'hidden' : ''}`}
        style={isNatural && hold.height !== null ? { height: hold.height } : undefined}
      >
        <CanvasHost
          hold={hold}
          findings={findings}
          options={options}
          labels={labels}
          toFilter={() => filter.current?.focus()}
          openKeys={() => setKeysOpen(true)}
        />
        {options.capture === '' ? (
          <TopologyLegend scene={hold.picture?.scene ?? null} labels={labels} />
        ) : (
          <WatchedPackets capture={options.capture} scene={hold.picture?.scene ?? null} labels={labels} />
        )}
        {options.select !== '' && (
          <SelectionPanel findings={findings} detail={detail} options={options} labels={labels} />
        )}
      </div>
      {keysOpen && <Keys close={() => setKeysOpen(false)} />}
    </div>
  )
}
