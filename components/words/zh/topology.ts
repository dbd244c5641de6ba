import type { Words } from '../words.ts'

export const topology: Words['topology'] = {}
