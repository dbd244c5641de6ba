'use client'
import { useMemo } from 'react'
import { useCluster, useNow, useTopologyCluster } from '#components/live/hooks.ts'
import { toFlows } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Capture, CaptureId } from '#model/capture/capture.ts'
import { serviceThing } from '#model/thing.ts'
import { change } from './change.ts'
import type { Labels } from './labels.ts'
import { TopologyLegend } from './legend.tsx'
import { countUnplaced, serviceOfPort } from './packet-watch.ts'
import type { Scene } from './scene.ts'

interface WatchedPacketsProps {
  readonly capture: CaptureId
  readonly scene: Scene | null
  readonly labels: Labels
}

/** While a capture is watched: the legend, and that dots are packets just now, for how long. */
export function WatchedPackets({ capture: id, scene, labels }: WatchedPacketsProps) {
  const { captures, packets } = useCluster({ is: 'capture', capture: id })
  const names = useTopologyCluster()
  const capture = captures.get(id)
  const isOpen = capture !== undefined && scene?.fan?.service === serviceThing(serviceOfPort(capture.port))
  const fan = isOpen ? (scene?.fan ?? null) : null
  // Lines are made anew for every figure; which there are follows from the Service that is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const unplaced = useMemo(
    () => (fan === null ? 0 : countUnplaced(packets, fan, names)),
    [packets, fan?.service, names],
  )
  return (
    <>
      {isOpen && <Caption capture={capture} unplaced={unplaced} />}
      <TopologyLegend scene={scene} labels={labels} arePackets={isOpen} />
    </>
  )
}

/** `unplaced` of the packets that are here belong to no line. */
function Caption({ capture, unplaced }: { capture: Capture; unplaced: number }) {
  const { packets: words } = useWords()
  const say = words.dots
  const now = useNow()
  return (
    <p className="pointer-events-none absolute inset-x-0 top-1 z-10 flex justify-center px-4">
      <span className="pointer-events-auto flex flex-wrap items-center gap-x-4 rounded bg-ground/85 px-2 py-1 text-12 text-ink-quiet tabular-nums">
        <span role="status" className="flex items-center gap-2">
          <span
            aria-hidden="true"
            className={`size-2 rounded-full ${capture.endedAt === null ? 'bg-accent' : 'bg-line'}`}
          />
          {sentenceOf(capture, now, say)}
          {unplaced > 0 && ` · ${say.elsewhere(unplaced)}`}
        </span>
        <Link
          to={toFlows({ capture: capture.id, packets: capture.port })}
          className="underline decoration-line underline-offset-3 hover:text-ink"
        >
          {say.rows}
        </Link>
        <button
          type="button"
          onClick={() => change({ capture: '' })}
          className="cursor-pointer underline decoration-line underline-offset-3 hover:text-ink"
        >
          {say.close}
        </button>
      </span>
    </p>
  )
}

function sentenceOf(
  { nodes, packets, startedAt, seconds, endedAt }: Capture,
  now: number,
  say: ReturnType<typeof useWords>['packets']['dots'],
): string {
  if (endedAt !== null) return say.after(packets)
  if (nodes.every(({ feed }) => feed.is === 'starting')) return say.starting
  return say.caption(packets, Math.max(0, Math.ceil(seconds - (now - startedAt) / 1_000)))
}
