/** What the legend says of what is drawn now, for the page and for a picture that is saved. */
import type { Labels } from './labels.ts'
import type { Scene } from './scene.ts'
import type { Tone } from './tone.ts'

export type Sign =
  | { readonly is: 'line'; readonly tone: Tone }
  | { readonly is: 'width' | 'dot' | 'arrow' | 'tick' | 'about' }

export interface LegendEntry {
  readonly sign: Sign
  readonly word: string
}

const toneOrder: readonly Tone[] = ['fine', 'missing', 'wrong', 'draining', 'settling', 'unknown']

/** `isStill`: people asked for less motion. `arePackets`: dots are captured packets just now, and mean no rate. */
export function entriesOf(scene: Scene, labels: Labels, isStill: boolean, arePackets: boolean): readonly LegendEntry[] {
  const { legend } = labels.words
  const { measure, full, fanFull, barFull, perDot } = scene.scales
  const widest = labels.amount(scene.fan ? fanFull : scene.bars.length > 0 ? barFull : full)
  const lines = toneOrder.flatMap((tone): LegendEntry[] =>
    scene.tones.has(tone) ? [{ sign: { is: 'line', tone }, word: legend[tone] }] : [],
  )
  const mover: Sign = { is: isStill ? 'arrow' : 'dot' }
  return [
    ...lines,
    { sign: { is: 'width' }, word: measure === 'rate' ? legend.rateWidth(widest) : legend.openWidth(widest) },
    ...(arePackets
      ? [{ sign: mover, word: isStill ? legend.packetArrow : legend.packet }]
      : measure === 'rate'
        ? [{ sign: mover, word: isStill ? legend.arrow : legend.dot(labels.amount(perDot)) }]
        : []),
    { sign: { is: 'tick' }, word: legend.tick },
    ...(scene.exact ? [] : [{ sign: { is: 'about' } as const, word: legend.rounded }]),
  ]
}
