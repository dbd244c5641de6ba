'use client'
import { useEffect } from 'react'
import { useCluster } from '#components/live/hooks.ts'
import { useAddress } from '#components/url/browser.ts'
import { useLanguage, useTheme } from '#components/url/preferences.ts'
import { useWords } from '#components/words/use-words.ts'
import { countSeverities, standingOf } from '#model/standing.ts'

/** What is the page's own and not within it: its title, language and theme. */
export function PageState() {
  const words = useWords()
  const language = useLanguage()
  const theme = useTheme()
  const address = useAddress()
  const cluster = useCluster()
  const wrong = countSeverities(standingOf(cluster).differences).wrong
  const subject =
    address.params.name ?? (address.view === 'unknown' ? words.frame.notFound : words.titles[address.view])
  const title = [wrong > 0 ? `◆${wrong} ${subject}` : subject, cluster.name, 'Fairlead'].filter(Boolean).join(' · ')

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
    document.documentElement.dataset.theme = theme
  }, [language, theme])
  useEffect(() => {
    document.title = title
  }, [title])
  return null
}
