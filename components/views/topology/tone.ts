/**
 * How a thing stands, as drawn. Each has its own shape, not only its own colour: `missing` dashed
 * red · `wrong` solid red · `draining` violet, hatched · `unknown` hollow grey · `settling`: differs,
 * but kube-proxy may still be following the API.
 */
import type { RowState } from '#model/drift.ts'

export type Tone = 'fine' | 'settling' | 'draining' | 'missing' | 'wrong' | 'unknown'

const severity: Record<Tone, number> = { unknown: -1, fine: 0, settling: 1, draining: 2, missing: 3, wrong: 4 }

/** The one to look at first. What is not known never hides what is: `unknown` gives way to all. */
export const worst = (a: Tone, b: Tone): Tone => (severity[b] > severity[a] ? b : a)

/** Somebody should look at it. Draining and settling are the ordinary course of things. */
export const isProblem = (tone: Tone): boolean => tone === 'wrong' || tone === 'missing'

export function toneOfRow(state: RowState): Tone {
  switch (state) {
    case 'agrees':
      return 'fine'
    case 'missing':
      return 'missing'
    case 'draining':
      return 'draining'
    case 'foreign':
    case 'weight':
    case 'method':
      return 'wrong'
  }
}

/** A difference on a Service that changed a moment ago. */
export const soften = (tone: Tone, settles: boolean): Tone => (settles && isProblem(tone) ? 'settling' : tone)
