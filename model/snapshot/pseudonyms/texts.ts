/** Addresses and words in texts of snapshots. */
import { leaves } from '../v1/leaves.ts'

const addressLike = String.raw`\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]*:(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*)`
const wordLike = '[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?'
/** What in a sentence may be an address, or a word. */
export const tokens = new RegExp(`(?<address>${addressLike})|(?<word>${wordLike})`, 'g')

/** `ADDRESS:PORT` of a real server as two. */
export const splitReal = (text: string): { readonly address: string; readonly port: string } => {
  const [, bracketed, plain, port = ''] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text) ?? []
  return { address: bracketed ?? plain ?? '', port }
}

const known = new Set<unknown>(Object.values(leaves))
/** Sentences, and the texts of facts, which are no leaves of ours. */
export const isWords = (leaf: unknown): boolean => leaf === leaves.words || !known.has(leaf)

/** `NAMESPACE/NAME` as two. */
export const halves = (id: string): [string, string] => {
  const [namespace = '', name = ''] = id.split('/')
  return [namespace, name]
}

/** The Service of `NAMESPACE/NAME:PORT/PROTOCOL`. */
export const serviceIn = (port: string): string => port.split(':')[0]!
