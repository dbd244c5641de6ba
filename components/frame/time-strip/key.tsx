import { useWords } from '#components/words/use-words.ts'

const looks = [
  ['rate', 'h-2.5 w-3 bg-flow/40'],
  ['changes', 'h-1 w-3 bg-accent'],
  ['wrong', 'h-1 w-3 bg-wrong'],
  ['settling', 'h-1 w-3 bg-warn'],
  ['none', 'w-3 border-b border-dashed border-unknown'],
] as const

/** What the marks of the strip mean. */
export function Key() {
  const { legend } = useWords().past
  return (
    <ul className="hidden items-center gap-x-3 text-12 text-ink-quiet xl:flex">
      {looks.map(([name, look]) => (
        <li key={name} className="flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden="true" className={look} />
          {legend[name]}
        </li>
      ))}
    </ul>
  )
}
