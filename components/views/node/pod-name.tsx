'use client'
import { PodLink } from '#components/parts/things.tsx'
import type { PodId } from '#model/ids.ts'

/** A Pod's name in a table: names may be 253 letters long, the page is not wider than the screen. */
export const PodName = ({ id }: { id: PodId }) => (
  <span className="inline-block max-w-lg truncate align-bottom" title={id}>
    <PodLink id={id} />
  </span>
)
