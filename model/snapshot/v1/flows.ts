/** Connections as kernels held them. */
import type { FlowCount, FlowFeed, FlowRow } from '../../flow.ts'
import { end, protocol } from './asked.ts'
import { byText, leaves as is, number, oneOf, orNull, record } from './leaves.ts'

const passed = record({ out: number, back: number })

export const flow = record<FlowRow>({
  protocol,
  client: end,
  virtual: end,
  real: end,
  source: orNull(end),
  state: is.plain,
  expiresSeconds: number,
  packets: orNull(passed),
  bytes: orNull(passed),
  node: is.nodeName,
  firstSeenAt: number,
  readAt: number,
  goneAt: orNull(number),
})

export const flowFeed = oneOf<FlowFeed>({
  waiting: {},
  read: {
    at: number,
    connections: number,
    counts: byText(is.words, record<FlowCount>({ fitting: number, shown: number })),
    cut: orNull(is.words),
    withoutConntrack: orNull(is.words),
  },
  unreadable: { at: number, why: is.words },
})
