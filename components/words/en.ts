import { frame, titles } from './en/frame.ts'
import { parts } from './en/parts.ts'
import { topology } from './en/topology.ts'

/** English: the dictionary the others are measured by. Rooms by view; functions where a value goes in. */
export const en = { titles, frame, parts, topology }
