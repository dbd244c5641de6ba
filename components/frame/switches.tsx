'use client'
import { choose, useLanguage, useTheme } from '#components/url/preferences.ts'
import { useWords } from '#components/words/use-words.ts'

const button = 'cursor-pointer rounded px-1.5 py-1 text-13 text-ink-quiet hover:text-ink'

/** Language and theme. The language button is named in the language it leads to. */
export function Switches() {
  const words = useWords()
  const language = useLanguage()
  const theme = useTheme()
  const other =
    language === 'en'
      ? ({ lang: 'zh', tag: 'zh-Hans', name: '中文' } as const)
      : ({ lang: 'en', tag: 'en', name: 'EN' } as const)
  const themeWord = theme === 'dark' ? words.frame.toLight : words.frame.toDark
  return (
    <div className="flex items-center whitespace-nowrap">
      <button type="button" lang={other.tag} className={button} onClick={() => choose('lang', other.lang)}>
        {other.name}
      </button>
      <button
        type="button"
        title={themeWord}
        aria-label={themeWord}
        className={button}
        onClick={() => choose('theme', theme === 'dark' ? 'light' : 'dark')}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M8 1.800a6.2 6.2 0 0 1 0 12.400Z" fill="currentColor" />
        </svg>
      </button>
    </div>
  )
}
