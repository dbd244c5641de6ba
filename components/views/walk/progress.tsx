'use client'
import { useNow } from '#components/live/hooks.ts'
import { ActionButton, Actions } from '#components/parts/actions.tsx'
import { assertNever } from '#components/parts/assert-never.ts'
import { Mark } from '#components/parts/mark.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { curlOf, deleteJson } from '#components/url/api.ts'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { Cluster } from '#model/cluster.ts'
import type { Walk, WalkStage } from '#model/walk/walk.ts'
import { nodesConcerned } from './concerned.ts'
import { nameOfSource, nameOfTarget } from './places.ts'

/** A walk that has no result: how far it is, or why it came to nothing. */
export function Progress({ names, walk }: { names: Cluster; walk: Walk }) {
  const words = useWords()
  const { walk: say } = words
  const now = useNow()
  const request = useRequest()
  const isRunning = walk.endedAt === null
  const steps = stepsOf(walk)
  const at = steps.indexOf(walk.stage)
  return (
    <div className="max-w-prose space-y-3" aria-live="polite" data-stage={walk.stage}>
      <p className="flex items-center gap-2 text-16">
        {walk.stage === 'failed' && <Mark state="wrong" />}
        {sentenceOf(walk, names, words)}
      </p>
      {isRunning && (
        <>
          <ol className="flex flex-wrap gap-x-2 gap-y-1 text-13">
            {steps.map((stage, index) => (
              <li key={stage} aria-current={index === at ? 'step' : undefined} className="flex items-center gap-2">
                {index > 0 && <span aria-hidden="true" className="h-px w-5 bg-line" />}
                <span aria-hidden="true" className={`size-2 rounded-full border ${signs[Math.sign(index - at)]}`} />
                <span className={index === at ? '' : 'text-ink-quiet'}>{say.stages[stage]}</span>
              </li>
            ))}
          </ol>
          <p className="flex items-center gap-4 text-13 text-ink-quiet tabular-nums">
            {say.soFar(walk.packets, Math.max(0, Math.floor((now - walk.startedAt) / 1_000)))}
            <Actions command={curlOf('DELETE', ['walks', walk.id])}>
              <ActionButton
                onClick={() => request.send(() => deleteJson(['walks', walk.id]))}
                isDisabled={request.isOut}
              >
                {say.cancel}
              </ActionButton>
            </Actions>
          </p>
        </>
      )}
      {request.trouble !== null && <p className="text-13">{request.trouble}</p>}
    </div>
  )
}

/** Behind it, here, ahead. */
const signs: Record<string, string> = {
  '-1': 'border-ink-quiet bg-ink-quiet',
  '0': 'border-accent bg-accent',
  '1': 'border-line',
}

const stepsOf = ({ asked }: Walk): readonly WalkStage[] => [
  'starting-captures',
  asked.how === 'probe' ? 'probing' : 'waiting-for-traffic',
  'gathering',
]

function sentenceOf(walk: Walk, cluster: Cluster, { walk: say, parts }: Words): string {
  const source = nameOfSource(walk.asked.source, say)
  const target = nameOfTarget(walk.asked)
  switch (walk.stage) {
    case 'starting-captures': {
      const nodes = nodesConcerned(walk.asked, cluster)
      const last = nodes.at(-1) ?? source
      const others = nodes.slice(0, -1).join(parts.comma)
      return say.doing['starting-captures'](others === '' ? last : others + say.nodesAnd(last))
    }
    case 'probing':
      return say.doing.probing(source, target)
    case 'waiting-for-traffic':
      return say.doing['waiting-for-traffic'](source, target)
    case 'gathering':
    case 'done':
    case 'cancelled':
      return say.doing[walk.stage]
    case 'failed':
      return walk.why === null ? say.doing.failedUnsaid : say.doing.failed(walk.why)
    default:
      return assertNever(walk.stage)
  }
}
