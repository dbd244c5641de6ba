/** Entries as the kernel writes them in `/proc/net/nf_conntrack`, for simulated kernels and tests: no ids, IPv6 in full. */
import { parseIpv6 } from '../../address.ts'
import type { ConntrackEntry, Direction } from './entry.ts'

const names: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 132: 'sctp' }

export function writeEntry(entry: ConntrackEntry): string {
  const { protocol, expiresSeconds, state, original, reply, isUnreplied, isAssured, isOffloaded, mark } = entry
  const family = original.from.address.includes(':') ? 'ipv6     10' : 'ipv4     2'
  const name = names[protocol] ?? 'unknown'
  return `${[
    `${family} ${name.padEnd(8)} ${protocol}`,
    ...(expiresSeconds === null ? [] : [expiresSeconds]),
    ...(state === null ? [] : [state]),
    ...writeDirection(original),
    ...(isUnreplied ? ['[UNREPLIED]'] : []),
    ...writeDirection(reply),
    ...(isOffloaded ? ['[OFFLOAD]'] : isAssured ? ['[ASSURED]'] : []),
    ...(mark === null ? [] : [`mark=${mark}`]),
    'zone=0',
    'use=2',
  ].join(' ')}\n`
}

function writeDirection({ from, to, packets, bytes }: Direction): string[] {
  return [
    `src=${inFull(from.address)}`,
    `dst=${inFull(to.address)}`,
    `sport=${from.port}`,
    `dport=${to.port}`,
    ...(packets === null ? [] : [`packets=${packets}`]),
    ...(bytes === null ? [] : [`bytes=${bytes}`]),
  ]
}

const inFull = (address: string): string =>
  address.includes(':')
    ? (parseIpv6(address) ?? []).map((group) => group.toString(16).padStart(4, '0')).join(':')
    : address
