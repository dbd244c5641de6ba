import { createHash } from 'node:crypto'

/** Calico's name for the node's end of a Pod's veth: `cali` and 11 hex digits of sha1("namespace.pod"). */
export const deviceName = (namespace: string, pod: string): string =>
  `cali${createHash('sha1').update(`${namespace}.${pod}`).digest('hex').slice(0, 11)}`
