/** A node of the reference case, for tests. */
import { makeHandClock } from '../clock.ts'
import type { KernelConfig } from './kernel.ts'

export const kernelConfig = (changes: Partial<KernelConfig> = {}): KernelConfig => ({
  name: 'zmaster0',
  seed: '1',
  clock: makeHandClock(0),
  catchUp: () => {},
  release: '6.1.0-28-amd64',
  hz: 250,
  uptimeSeconds: 86_400,
  skewMs: 0,
  network: {
    address: '192.168.138.50',
    podBlock: '100.117.189.64/26',
    device: 'enp4s4',
    lanPrefix: 24,
    gateway: '192.168.138.1',
    ipv6: null,
  },
  others: [{ address: '192.168.138.52', podBlock: '100.66.209.192/26' }],
  hasIpvs: true,
  withoutNetlink: null,
  settings: {},
  hasPrograms: true,
  distort: (text) => text,
  ...changes,
})
