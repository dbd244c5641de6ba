/** A capture as the hub holds it: which packets of which nodes, for how long, and how it went. */
import type { NodeName, ServicePortId } from '../ids.ts'
import type { Packet } from '../packets/packet.ts'
import type { CaptureEnd } from './question.ts'

/** Random, twelve hex digits. */
export type CaptureId = string
/** `CAPTURE NUMBER`: the place of a packet in its capture. */
export type PacketId = string

/** How the capture stands on one node. */
export type CaptureFeed =
  | { readonly is: 'starting' }
  | { readonly is: 'running'; readonly since: number }
  | {
      readonly is: 'ended'
      readonly why: CaptureEnd
      readonly sentence: string | null
      readonly dropped: number | null
    }
  /** It never began, and why. */
  | { readonly is: 'refused'; readonly why: string }

export interface CaptureOnNode {
  readonly node: NodeName
  readonly feed: CaptureFeed
  /** Kept so far. */
  readonly packets: number
  readonly bytes: number
}

export interface Capture {
  readonly id: CaptureId
  /** What it is of. */
  readonly port: ServicePortId
  /** The hub's wall clock, milliseconds; `endedAt` is null while it runs on some node. */
  readonly startedAt: number
  readonly endedAt: number | null
  /** It runs on each node for so long at most. */
  readonly seconds: number
  /** When the packets are forgotten. */
  readonly keptUntil: number
  /** In the order of their names. */
  readonly nodes: readonly CaptureOnNode[]
  /** Packets in all, of which the newest are in `Cluster.packets`. */
  readonly packets: number
}

/** A decoded packet and where it was seen. */
export interface PacketRow extends Packet {
  readonly capture: CaptureId
  /** Counted through the capture, from 1, in the order they came to the hub. */
  readonly number: number
  readonly node: NodeName
  /** Name of the device; null where it is not known. */
  readonly device: string | null
}

export const makePacketId = (capture: CaptureId, number: number): PacketId => `${capture} ${number}`

/** Newest packets of one capture that views get; the rest is in the file. */
export const mostPacketsShown = 500
