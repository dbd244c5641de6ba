'use client'
import { useLanguage } from '#components/url/preferences.ts'
import { en } from './en.ts'
import type { Words } from './words.ts'
import { zh } from './zh.ts'

const dictionaries = { en, zh } as const

/** The texts of the chosen language. */
export const useWords = (): Words => dictionaries[useLanguage()]
