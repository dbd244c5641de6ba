/** What the doors of a hub need besides what a test is about: plain HTTP on a port, nothing remembered. */
import { makePeerOf } from './listen/peer.ts'

export const plainWeb = {
  unixSocket: null,
  tls: null,
  peerOf: makePeerOf(false),
  recall: async () => {},
  whyUnknown: () => null,
  after: () => () => {},
  log: () => {},
} as const
