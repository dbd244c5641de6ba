import { readFileSync } from 'node:fs'

/** State 1 of /proc/net/tcp. */
const established = '01'

/** Established TCP connections of this machine to one of its IPv4 ports, seen from the port's side. */
export function connectionsTo(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .filter((line) => {
      const [, address = '', , state] = line.trim().split(/\s+/)
      return address.endsWith(local) && state === established
    }).length
}
