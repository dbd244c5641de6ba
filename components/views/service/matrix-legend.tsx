'use client'
import { Legend } from '#components/parts/legend.tsx'
import { useWords } from '#components/words/use-words.ts'
import { cellLooks } from './matrix-cell.tsx'

export function MatrixLegend() {
  const words = useWords()
  const say = words.service.legend
  const swatch = (look: string) => (
    <span aria-hidden="true" className={`inline-block h-3.5 w-5 rounded-[3px] ${look}`} />
  )
  return (
    <Legend
      entries={[
        { sign: swatch('bg-flow/25'), word: say.bar },
        { sign: swatch(cellLooks.missing), word: say.missing },
        { sign: swatch(cellLooks.foreign), word: say.foreign },
        { sign: swatch(cellLooks.draining), word: say.draining },
        { sign: swatch(cellLooks.settling), word: say.settling },
        { sign: swatch('border border-dashed border-unknown'), word: say.unknown },
      ]}
    />
  )
}
