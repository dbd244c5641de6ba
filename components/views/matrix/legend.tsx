'use client'
import { Legend } from '#components/parts/legend.tsx'
import { useWords } from '#components/words/use-words.ts'
import { amountAt, codes, levels, type State } from './codes.ts'
import { shareOfLevel } from './ink.ts'
import type { MatrixScene } from './scene.ts'
import { formatAmount } from './texts.ts'

const order: readonly State[] = ['agrees', 'wrong', 'missing', 'settling', 'draining', 'unknown']
const looks: Record<State, string> = {
  empty: '',
  agrees: 'bg-ok/25',
  wrong: 'bg-wrong',
  missing: 'border border-dashed border-wrong bg-wrong/15',
  settling: 'border border-dotted border-warn bg-warn/30',
  draining: 'hatch-drain border border-drain',
  unknown: 'border border-unknown',
}

const Swatch = ({ look }: { look: string }) => (
  <span aria-hidden="true" className={`inline-block h-3 w-4 rounded-[2px] ${look}`} />
)

const seen = new WeakMap<MatrixScene, readonly boolean[]>()

/** By code, whether some cell has it: looked through once a scene. */
function codesIn(scene: MatrixScene): readonly boolean[] {
  const known = seen.get(scene)
  if (known !== undefined) return known
  const made = new Array<boolean>(256).fill(false)
  for (let at = 0; at < scene.codes.length; at++) made[scene.codes[at]!] = true
  seen.set(scene, made)
  return made
}

/** Explains what is drawn now. */
export function MatrixLegend({ scene }: { scene: MatrixScene }) {
  const { matrix: say } = useWords()
  if (scene.by === 'drift') {
    const there = codesIn(scene)
    const entries = order.flatMap((state) =>
      there[codes[state]] ? [{ sign: <Swatch look={looks[state]} />, word: say.state[state] }] : [],
    )
    return <Legend entries={[...entries, { sign: null, word: say.legend.block }]} />
  }
  const { by, full } = scene
  const word = by === 'rate' ? say.legend.scaleRate : say.legend.scaleOpen
  const least = by === 'rate' ? amountAt(0, full) : 1
  return (
    <Legend
      entries={[
        { sign: <Scale />, word: word(formatAmount(least, by), formatAmount(full, by)) },
        { sign: <Swatch look="bg-line/45" />, word: say.legend.zero },
        { sign: <Swatch look={looks.unknown} />, word: say.state.unknown },
        { sign: null, word: say.legend.block },
      ]}
    />
  )
}

/** The scale from its first step to its last. */
const Scale = () => (
  <span
    aria-hidden="true"
    className="inline-block h-3 w-20 rounded-[2px]"
    style={{ background: `linear-gradient(to right, ${stop(0)}, ${stop(levels - 1)})` }}
  />
)

const stop = (level: number): string =>
  `color-mix(in srgb, var(--flow) ${Math.round(shareOfLevel(level) * 100)}%, var(--ground))`
