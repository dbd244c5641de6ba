interface ScrollListProps {
  /** Says what the list is of, for those who cannot see it. */
  readonly label: string
  /** Least width of a column, rem; null for one column, where their order matters. */
  readonly columnRem: number | null
  /** Each once. */
  readonly texts: readonly string[]
}

/** Many short texts in columns, no higher than a hand; scrolled by keys too. */
export function ScrollList({ label, columnRem, texts }: ScrollListProps) {
  return (
    <ul
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      className="addr grid max-h-64 gap-x-4 gap-y-1 overflow-y-auto text-12"
      style={columnRem === null ? {} : { gridTemplateColumns: `repeat(auto-fill, minmax(${columnRem}rem, 1fr))` }}
    >
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
