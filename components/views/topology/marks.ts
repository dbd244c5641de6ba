/** What is drawn, as plain data: boxes, words, tones and widths. Paint reads nothing else. */
import type { Box } from '#components/stage/box.ts'
import type { ThingId } from '#model/thing.ts'
import type { BackendFact } from './backends.ts'
import type { Curve, Track } from './path.ts'
import type { Tone } from './tone.ts'

export interface NodeMark {
  readonly kind: 'node'
  readonly id: ThingId
  readonly box: Box
  readonly name: string
  /** Connections a second with its unit; empty when not known. */
  readonly rate: string
  /** One tone a tick, a tick a virtual server or, of long tables, a run of them. Empty without a table. */
  readonly ticks: readonly Tone[]
  /** What stands in the way of trusting it, in words; empty when nothing does. */
  readonly note: string
  /** `unknown` draws the card hollow. */
  readonly tone: Tone
  /** Late: trusted still, said in amber. */
  readonly warns: boolean
}

export interface ServiceMark {
  readonly kind: 'service'
  readonly id: ThingId
  readonly box: Box
  readonly name: string
  readonly address: string
  /** `:80 TCP · rr`, left out where there is no room. */
  readonly detail: string
  readonly rate: string
  readonly tone: Tone
  /** Nothing behind it: its right end is left open. */
  readonly empty: boolean
}

export interface PodMark {
  readonly kind: 'pod'
  readonly id: ThingId
  readonly box: Box
  readonly name: string
  readonly address: string
  readonly state: BackendFact['state']
}

/** A small thing inside a gathered group; far out a speck, close a card. */
export interface Cell {
  readonly id: ThingId
  readonly box: Box
  readonly name: string
  readonly tone: Tone
}

/** An island of Services, the box of a node's Pods, or a gathered group. */
export interface GroupMark {
  readonly kind: 'island' | 'host' | 'gathered'
  readonly id: ThingId
  readonly box: Box
  readonly name: string
  /** Totals in words; empty where its members are drawn. */
  readonly line: string
  readonly rate: string
  readonly tone: Tone
  readonly cells: readonly Cell[]
}

export interface LabelMark {
  readonly kind: 'label'
  readonly id: ThingId
  readonly box: Box
  readonly text: string
}

export type Mark = NodeMark | ServiceMark | PodMark | GroupMark | LabelMark

export interface EdgeMark {
  /** `edge:FROM>TO`, or the id of the row it stands for. */
  readonly id: string
  readonly from: ThingId
  readonly to: ThingId
  readonly curves: readonly Curve[]
  readonly track: Track
  readonly tone: Tone
  /** World units; the least width for a known zero. */
  readonly width: number
  /** Nothing flows: a known zero. */
  readonly idle: boolean
  /** Packets a second; NaN where not known. */
  readonly packets: number
}
