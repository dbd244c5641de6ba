'use client'
import { useSyncExternalStore } from 'react'
import { type Language, useLanguage } from '#components/url/preferences.ts'
import { en } from './en.ts'
import type { Words } from './words.ts'

/** English comes with the page, another language with who reads it. */
const loads: Partial<Record<Language, () => Promise<Words>>> = {
  zh: () => import('./zh.ts').then(({ zh }) => zh),
}
const ready: Partial<Record<Language, Words>> = { en }
const waiting = new Map<Language, Promise<void>>()
const listeners = new Set<() => void>()

/** Resolves when its texts are here; where they cannot be had, English stands in for them. */
export function loadWords(language: Language): Promise<void> {
  const known = waiting.get(language)
  if (known !== undefined) return known
  const loading = (loads[language]?.() ?? Promise.resolve(en))
    .catch(() => en)
    .then((words) => {
      ready[language] ??= words
      for (const listener of [...listeners]) listener()
    })
  waiting.set(language, loading)
  return loading
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function wordsOf(language: Language): Words | null {
  const words = ready[language]
  if (words === undefined) void loadWords(language)
  return words ?? null
}

/** The texts of the chosen language; English until they are here. */
export const useWords = (): Words => useWordsOf(useLanguage()) ?? en

/** Whether the texts of the chosen language are here: before, a page would begin in another. */
export const useHasWords = (): boolean => useWordsOf(useLanguage()) !== null

const useWordsOf = (language: Language): Words | null =>
  useSyncExternalStore(
    subscribe,
    () => wordsOf(language),
    () => wordsOf(language),
  )
