/** What differs from what it should be. */
import { type Comparison, type DriftChange, nodesOn } from '#model/compare/comparison.ts'
import type { Draft, Say } from './line.ts'

export function driftLine(comparison: Comparison, drift: DriftChange, say: Say): Draft {
  const { is, severity, differs, rows, settings, on } = drift
  const what =
    differs === 'missing'
      ? [say.serverMissing]
      : differs === 'foreign'
        ? [say.serverForeign]
        : [
            ...rows.map(({ real, state }) => `${real} ${say.driftState[state as keyof Say['driftState']] ?? state}`),
            ...settings.map(({ setting, have, want }) => say.should(setting, have, want)),
          ]
  const text = `${say.driftIs[is]}: ${what.join(' · ')}`
  const isGone = is === 'gone' || is === 'lost-sight'
  return {
    what: 'drift',
    kind: 'drift',
    is: is === 'still' ? 'same' : isGone ? 'vanished' : 'appeared',
    isProblem: severity === 'wrong' && !isGone,
    key: drift.key,
    before: isGone || is === 'still' ? text : null,
    after: isGone ? null : text,
    nodes: nodesOn(comparison, on),
  }
}
