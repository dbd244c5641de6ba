/** One try of a probe, by this machine's own sockets. */
import type { ProbeOnce, Tried } from '../kernel.ts'
import { askTcp } from './tcp.ts'
import { askUdp } from './udp.ts'

export const askOnce = (one: ProbeOnce): Promise<Tried> => {
  const { method } = one
  return method.is === 'dns' || method.is === 'udp' ? askUdp(one, method) : askTcp(one, method)
}
