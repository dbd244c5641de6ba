import { formatNumber } from '#components/parts/format.ts'
import type { Words } from '#components/words/words.ts'
import { isRecorded, type StripMark } from './track.ts'

/** A stretch of time in words: what was wrong first. */
export function describeMark(mark: StripMark | null, say: Words['past']): string {
  if (mark === null || !isRecorded(mark)) return say.notRecorded
  const said = [
    (mark.wrong ?? 0) > 0 ? say.wrong(mark.wrong!) : '',
    (mark.settling ?? 0) > 0 ? say.settling(mark.settling!) : '',
    (mark.changes ?? 0) > 0 ? say.changes(mark.changes!) : '',
    mark.connections === null ? '' : say.rate(formatNumber(mark.connections, mark.connections < 10 ? 1 : 0)!),
  ]
  return said.filter((each) => each !== '').join(' · ')
}
