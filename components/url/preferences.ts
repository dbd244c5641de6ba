'use client'
/**
 * How a person likes to read: language and theme. The address may say it (a link that must look
 * as sent), else what was chosen here before, else what the system says.
 */
import { useSyncExternalStore } from 'react'
import { withOptions } from './address.ts'
import { currentAddress, navigate, useAddress } from './browser.ts'

const choices = { lang: ['en', 'zh'], theme: ['dark', 'light'] } as const
type Name = keyof typeof choices
export type Language = (typeof choices.lang)[number]
export type Theme = (typeof choices.theme)[number]
type Value<N extends Name> = (typeof choices)[N][number]

const storageKey = (name: Name) => `fairlead.${name}`
const chosenEvent = 'fairlead:preference'

const known = <N extends Name>(name: N, value: string | null | undefined): Value<N> | null =>
  (choices[name] as readonly string[]).includes(value ?? '') ? (value as Value<N>) : null

/** Storage may be forbidden to us (a frame on another site): then nothing is remembered. */
function stored(name: Name): string | null {
  try {
    return localStorage.getItem(storageKey(name))
  } catch {
    return null
  }
}

const lightQuery = '(prefers-color-scheme: light)'
const system = {
  lang: (): Language =>
    navigator.languages
      .find((tag) => /^(zh|en)/i.test(tag))
      ?.toLowerCase()
      .startsWith('zh')
      ? 'zh'
      : 'en',
  theme: (): Theme => (window.matchMedia(lightQuery).matches ? 'light' : 'dark'),
}

function current<N extends Name>(name: N): Value<N> {
  const option = known(name, currentAddress().options[name])
  return option ?? known(name, stored(name)) ?? (system[name]() as Value<N>)
}

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(lightQuery)
  media.addEventListener('change', listener)
  for (const event of ['storage', 'languagechange', chosenEvent]) window.addEventListener(event, listener)
  return () => {
    media.removeEventListener('change', listener)
    for (const event of ['storage', 'languagechange', chosenEvent]) window.removeEventListener(event, listener)
  }
}

const currentLanguage = () => current('lang')
const currentTheme = () => current('theme')

export function useLanguage(): Language {
  useAddress()
  return useSyncExternalStore(subscribe, currentLanguage, () => 'en')
}

export function useTheme(): Theme {
  useAddress()
  return useSyncExternalStore(subscribe, currentTheme, () => 'dark')
}

/** Remembers a choice; an address that says otherwise gives way. */
export function choose<N extends Name>(name: N, value: Value<N>): void {
  try {
    localStorage.setItem(storageKey(name), value)
  } catch {
    // Not remembered: the address below carries it.
  }
  const address = currentAddress()
  const remembered = stored(name) === value
  if (address.options[name] !== undefined || !remembered) {
    navigate(withOptions(address, { [name]: remembered ? '' : value }), { replace: true })
  }
  window.dispatchEvent(new Event(chosenEvent))
}
