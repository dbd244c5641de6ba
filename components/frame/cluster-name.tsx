'use client'
import { useNewest } from '#components/live/hooks.ts'
import { useWords } from '#components/words/use-words.ts'

export function ClusterName() {
  const words = useWords()
  const { name, demo } = useNewest()
  return (
    <div className="flex min-w-0 items-center gap-2">
      <span className="truncate font-semibold">{name || words.frame.unnamed}</span>
      {demo && (
        <span
          title={words.frame.demoWhy}
          className="shrink-0 rounded-full border border-accent px-2 py-px text-12 whitespace-nowrap text-accent"
        >
          {words.frame.demo}
        </span>
      )}
    </div>
  )
}
