/** How much passes, and by which real server. */
import { formatNumber } from '#components/parts/format.ts'
import type { ThingChange } from '#model/compare/comparison.ts'
import type { Draft, Say } from './line.ts'

const percent = (share: number | null): string | null => (share === null ? null : `${formatNumber(share * 100, 1)} %`)

export function loadLines({ load }: ThingChange, say: Say): Draft[] {
  if (load === null) return []
  const { rate, hasChanged, shares } = load
  const text = (value: number | null) => formatNumber(value, 1) ?? say.unknown
  return [
    {
      what: 'rate',
      kind: 'load',
      is: hasChanged ? 'changed' : 'same',
      before: text(rate.before),
      after: text(rate.after),
    },
    ...shares
      .filter((share) => share.hasChanged)
      .map(
        ({ real, before, after }): Draft => ({
          what: 'share',
          kind: 'load',
          is: 'changed',
          key: real,
          before: percent(before),
          after: percent(after),
        }),
      ),
  ]
}
