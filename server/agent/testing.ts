/** A kernel of nothing, for tests to put on it what they are about. */
import type { Kernel } from './kernel.ts'

export const bareKernel: Kernel = {
  read: () => null,
  list: () => null,
  stream: async () => false,
  run: async () => ({ is: 'missing', why: 'There are no programs in this test.' }),
  runStream: async () => ({ is: 'missing', why: 'There are no programs in this test.' }),
  ask: async () => ({ is: 'missing', why: 'Nobody listens in this test.' }),
  addresses: () => [],
  monotonicNs: () => 0n,
  wallMs: () => 0,
  openNetlink: () => ({ why: 'no netlink in this test' }),
}
