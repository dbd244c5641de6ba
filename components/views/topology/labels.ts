/** Words and numbers of the scene, in the reader's language. */

import { formatAge, formatNumber } from '#components/parts/format.ts'
import type { Words } from '#components/words/words.ts'
import type { Node, NodeFeed } from '#model/cluster.ts'
import type { NodeFact, ServiceFact } from './facts.ts'

export interface Labels {
  readonly words: Words['topology']
  /** What a hub or an agent says. */
  said(sentence: string): string
  age(ms: number): string
  /** A count; empty when not known. */
  amount(value: number): string
  /** Something per second, without its unit: one decimal below ten, none above, and a plain 0; empty when not known. */
  rate(value: number): string
  /** `41/s`; empty when not known. */
  perSecond(value: number): string
  /** What stands in the way of trusting a node; empty when nothing does. */
  note(node: NodeFact, at: number): string
}

export function makeLabels(words: Words): Labels {
  const age = (ms: number) => formatAge(ms, words.parts)
  const amount = (value: number) => formatNumber(value, 0) ?? ''
  const rate = (value: number) => formatNumber(value, value < 9.95 && value !== 0 ? 1 : 0) ?? ''
  const notes = words.topology.note
  const ofTable = ({ table, rejected, conflicts }: Node): string => {
    if (table.is === 'absent') return notes.absent
    if (table.is === 'unreadable') return notes.unreadable
    if (table.is === 'unknown') return notes.unknown
    if (conflicts.length > 0) return notes.conflict
    return rejected.rows > 0 ? notes.rejected(rejected.rows) : ''
  }
  const ofFeed = (feed: NodeFeed, at: number): string => {
    switch (feed.is) {
      case 'no-agent':
        return notes.noAgent
      case 'waiting':
        return notes.waiting
      case 'late':
        return notes.late(age(at - feed.since))
      case 'unreachable':
        return notes.unreachable(age(at - feed.since))
      case 'refused':
        return notes.refused(age(at - feed.since))
      case 'fine':
        return ''
    }
  }
  return {
    words: words.topology,
    said: words.parts.said,
    age,
    amount,
    rate,
    perSecond: (value) => (Number.isFinite(value) ? `${rate(value)}/s` : ''),
    note: ({ feed, node }, at) => ofFeed(feed, at) || ofTable(node),
  }
}

/** `:80 TCP`, `:80,443 TCP +1`: as many ports as have room, at most three. */
export function describePorts(ports: ServiceFact['ports']): string {
  const shown = ports.slice(0, 3)
  const protocols = [...new Set(shown.map(({ protocol }) => protocol))]
  const numbers = [...new Set(shown.map(({ port }) => port))]
  if (shown.length === 0) return ''
  const more = ports.length > shown.length ? ` +${ports.length - shown.length}` : ''
  return `:${numbers.join(',')} ${protocols.join('+')}${more}`
}

/** Shortens in the middle, where names of Pods say least: `web-96d5df5c8-qcbvc` to `web-…-qcbvc`. */
export function shortenMiddle(name: string, most: number): string {
  const characters = [...name]
  if (characters.length <= most) return name
  const parts = name.split('-')
  if (parts.length >= 3) {
    const ends = `${parts[0]}-…-${parts.at(-1)}`
    if ([...ends].length <= most) {
      const longer = `${parts.slice(0, -2).join('-')}-…-${parts.at(-1)}`
      return [...longer].length <= most ? longer : ends
    }
  }
  const tail = Math.floor((most - 1) / 2)
  return `${characters.slice(0, most - 1 - tail).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`
}

/** `100.66.209.194` to `.194`; the last group of an IPv6 address. */
export const lastPart = (address: string): string =>
  address.includes(':') ? address.slice(address.lastIndexOf(':')) : address.slice(address.lastIndexOf('.'))
