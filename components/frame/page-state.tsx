'use client'
import { useEffect } from 'react'
import { useClock } from '#components/live/clock.ts'
import { useIsPassing, useNewest } from '#components/live/hooks.ts'
import { useAddress } from '#components/url/browser.ts'
import { useLanguage, useTheme } from '#components/url/preferences.ts'
import { useWords } from '#components/words/use-words.ts'

/** What is the page's own and not within it: its title, language and theme, and whether time passes in it. */
export function PageState() {
  const words = useWords()
  const address = useAddress()
  const { name, health } = useNewest()
  const subject =
    address.params.name ?? (address.view === 'unknown' ? words.frame.notFound : words.titles[address.view])
  const isKept = useClock()?.is === 'kept'
  const title = [
    health.wrong > 0 ? `◆${health.wrong} ${subject}` : subject,
    name,
    isKept && words.frame.feed.kept,
    'Fairlead',
  ]
    .filter(Boolean)
    .join(' · ')

  const isPassing = useIsPassing()
  useReading()
  useEffect(() => {
    document.documentElement.dataset.time = isPassing ? 'passes' : 'stands'
  }, [isPassing])
  useEffect(() => {
    document.title = title
  }, [title])
  return null
}

/** Language and theme, on the root element. */
export function useReading(): void {
  const language = useLanguage()
  const theme = useTheme()
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
    document.documentElement.dataset.theme = theme
  }, [language, theme])
}
