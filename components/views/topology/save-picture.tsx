'use client'
import { useState } from 'react'
import { useFeed } from '#components/live/hooks.ts'
import { formatMoment } from '#components/parts/format.ts'
import { save } from '#components/parts/save.ts'
import { useMedia } from '#components/parts/use-media.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Findings } from './findings.ts'
import type { Labels } from './labels.ts'
import { entriesOf } from './legend-entries.ts'
import { composePicture } from './picture-file.ts'
import { summarise } from './summary.ts'
import type { ShowHold } from './use-show.ts'

interface SavePictureProps {
  readonly hold: ShowHold
  readonly findings: Findings
  readonly labels: Labels
  /** Dots are captured packets. */
  readonly arePackets: boolean
}

/** The picture as it is drawn, as a PNG with what it is of: made here, of whatever moment is shown. */
export function SavePicture({ hold, findings, labels, arePackets }: SavePictureProps) {
  const words = useWords()
  const { controls } = words.topology
  const feed = useFeed()
  const isStill = useMedia('(prefers-reduced-motion: reduce)')
  const [isUnable, setUnable] = useState(false)
  const draw = async () => {
    const shown = hold.show.current?.snapshot() ?? null
    const scene = hold.picture?.scene ?? null
    const { at, name } = findings.cluster
    const canvas =
      shown &&
      scene &&
      composePicture({
        ...shown,
        title: [words.titles.topology, name].filter(Boolean).join(' · '),
        lines: [`${formatMoment(at)} · ${words.frame.feed[feed.is]}`, summarise(findings, labels).clauses.join(' · ')],
        entries: entriesOf(scene, labels, isStill, arePackets),
      })
    const file = canvas && (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png')))
    setUnable(file === null)
    if (file !== null)
      save(
        file,
        ['topology', name, `${new Date(at).toISOString()}.png`]
          .filter(Boolean)
          .join('-')
          .replace(/[^\w.-]+/g, '-'),
      )
  }
  return (
    <button
      type="button"
      title={isUnable ? controls.unableToSave : controls.saveWhy}
      onClick={draw}
      className={`h-8 cursor-pointer rounded border px-2.5 text-13 hover:text-ink ${isUnable ? 'border-wrong text-wrong' : 'border-line text-ink-quiet'}`}
    >
      {controls.save}
    </button>
  )
}
