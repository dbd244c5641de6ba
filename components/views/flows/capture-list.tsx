'use client'
import { useNow } from '#components/live/hooks.ts'
import { formatAge, formatClock } from '#components/parts/format.ts'
import { Panel } from '#components/parts/panel.tsx'
import { toFlows } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Capture } from '#model/capture/capture.ts'
import { secondsLeft } from './packet-scene.ts'

/** Every capture whose packets the hub still has, the newest first. */
export function CaptureList({ captures, current }: { captures: readonly Capture[]; current: string }) {
  const words = useWords()
  const { packets: say } = words
  const now = useNow()
  const others = captures.filter(({ id }) => id !== current).sort((a, b) => b.startedAt - a.startedAt)
  if (others.length === 0) return null
  return (
    <div className="mt-6">
      <Panel title={say.list}>
        <ul className="grid gap-y-1 text-13">
          {others.map((capture) => {
            const left = secondsLeft(capture, now)
            return (
              <li key={capture.id} className="flex flex-wrap gap-x-4 tabular-nums">
                <span>{formatClock(capture.startedAt)}</span>
                <Link
                  to={toFlows({ capture: capture.id, packets: capture.port })}
                  className="addr underline decoration-line underline-offset-3 hover:decoration-current"
                >
                  {capture.port}
                </Link>
                <span>{say.count(capture.packets)}</span>
                <span className="text-ink-quiet">
                  {left === null ? say.ended(formatAge(now - capture.endedAt!, words.parts)) : say.running(left)}
                </span>
              </li>
            )
          })}
        </ul>
      </Panel>
    </div>
  )
}
