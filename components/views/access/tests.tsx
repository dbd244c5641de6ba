'use client'
import { useActions, useNow } from '#components/live/hooks.ts'
import { ActionButton } from '#components/parts/actions.tsx'
import { formatAge } from '#components/parts/format.ts'
import { Mark, type MarkState } from '#components/parts/mark.tsx'
import { useRequest } from '#components/parts/use-request.ts'
import { withOptions } from '#components/url/address.ts'
import { deleteJson } from '#components/url/api.ts'
import { useAddress } from '#components/url/browser.ts'
import { Link } from '#components/url/link.tsx'
import { useWords } from '#components/words/use-words.ts'
import type { Words } from '#components/words/words.ts'
import type { AccessSchedule, AccessTest } from '#model/access/access.ts'
import { PortNames } from './port-name.tsx'
import { Trouble } from './trouble.tsx'
import type { Access } from './use-access.ts'

/** Tests that are listed; the hub keeps about as many. */
const listed = 12

/** The newest tests with their outcome, and what asks by itself. */
export function TestLists({ access: { lists, test: shown } }: { access: Access }) {
  const { access: say } = useWords()
  const tests = [...lists.accessTests.values()].reverse()
  const schedules = [...lists.accessSchedules.values()]
  if (tests.length === 0 && schedules.length === 0) return null
  return (
    <div className="space-y-5">
      {schedules.length > 0 && (
        <section>
          <h2 className="mb-1 text-14">{say.schedules}</h2>
          <ul>
            {schedules.map((schedule) => (
              <ScheduleLine key={schedule.id} schedule={schedule} />
            ))}
          </ul>
        </section>
      )}
      {tests.length > 0 && (
        <section>
          <h2 className="mb-1 text-14">{say.tests}</h2>
          <ul>
            {tests.slice(0, listed).map((test) => (
              <TestLine key={test.id} test={test} isShown={test.id === shown?.id} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function TestLine({ test, isShown }: { test: AccessTest; isShown: boolean }) {
  const words = useWords()
  const now = useNow()
  const address = useAddress()
  return (
    <li>
      <Link
        to={withOptions(address, {
          test: test.id,
          cell: '',
          port: '',
          node: '',
          at: '',
          method: '',
          ask: '',
          tries: '',
          patience: '',
        })}
        aria-current={isShown ? 'true' : undefined}
        className={`flex items-baseline gap-x-2 border-l-2 py-1 pl-2 text-13 hover:bg-raised ${isShown ? 'border-accent' : 'border-transparent'}`}
      >
        <span className="flex h-4 items-center self-center">
          <Mark state={markOf(test)} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate">
            <PortNames ports={test.asked.ports} />
          </span>
          <span className="block text-12 text-ink-quiet">
            {outcomeOf(test, words)}
            {test.by === 'schedule' && ` · ${words.access.bySchedule}`}
          </span>
        </span>
        <span className="shrink-0 text-12 text-ink-quiet tabular-nums">
          {formatAge(now - test.startedAt, words.parts)}
        </span>
      </Link>
    </li>
  )
}

function markOf({ outcome, failed, excused, notAsked, done }: AccessTest): MarkState {
  if (failed > 0) return 'wrong'
  if (outcome === 'running') return 'settling'
  return notAsked > 0 || done === excused || outcome === 'cancelled' ? 'unknown' : 'ok'
}

function outcomeOf(test: AccessTest, { access: say, parts }: Words): string {
  const { failed, excused, notAsked, outcome, done, cells } = test
  const counts = [
    ...(failed > 0 ? [say.testCounts.failed(failed)] : []),
    ...(excused > 0 ? [say.testCounts.excused(excused)] : []),
    ...(notAsked > 0 ? [say.testCounts.notAsked(notAsked)] : []),
  ]
  if (outcome !== 'done') return [say.testStates[outcome], say.progress(done, cells), ...counts].join(parts.comma)
  return counts.length > 0 ? counts.join(parts.comma) : say.testCounts.allAnswered
}

function ScheduleLine({ schedule }: { schedule: AccessSchedule }) {
  const words = useWords()
  const { access: say } = words
  const now = useNow()
  const actions = useActions(['probe'])
  const { isOut, trouble, send } = useRequest()
  const left = schedule.nextAt - now
  return (
    <li className="py-1 pl-2.5 text-13">
      <div className="flex items-baseline gap-x-3">
        <span className="min-w-0 flex-1">
          <span className="block truncate">
            <PortNames ports={schedule.asked.ports} />
          </span>
          <span className="block text-12 text-ink-quiet tabular-nums">
            {say.every(schedule.everySeconds)}
            {' · '}
            {left > 0 ? say.next(formatAge(left, words.parts)) : say.nextNow}
          </span>
        </span>
        {actions === 'possible' && (
          <ActionButton onClick={() => send(() => deleteJson(['access-schedules', schedule.id]))} isDisabled={isOut}>
            {say.stop}
          </ActionButton>
        )}
      </div>
      {trouble !== null && <Trouble>{trouble}</Trouble>}
    </li>
  )
}
