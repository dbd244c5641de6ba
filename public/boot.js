// Before the first paint: the theme and language that the address, an earlier choice or the system asks for.
;(() => {
  const root = document.documentElement
  const pick = (name, known, system) => {
    let stored = null
    try {
      stored = localStorage.getItem(`fairlead.${name}`)
    } catch {
      // Storage is forbidden in some frames: the system decides.
    }
    const asked = new URLSearchParams(location.search).get(name)
    return [asked, stored].find((value) => known.includes(value)) ?? system
  }
  const tag = navigator.languages.find((each) => /^(zh|en)/i.test(each)) ?? 'en'
  const lang = pick('lang', ['en', 'zh'], /^zh/i.test(tag) ? 'zh' : 'en')
  root.lang = lang === 'zh' ? 'zh-Hans' : 'en'
  const light = matchMedia('(prefers-color-scheme: light)').matches
  root.dataset.theme = pick('theme', ['dark', 'light'], light ? 'light' : 'dark')
})()
