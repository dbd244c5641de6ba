/**
 * Connections and templates as `ipvsadm -Lnc` prints them (ipvsadm 1.31). A mark looks like an address there.
 *
 *     IPVS connection entries
 *     pro expire state       source             virtual            destination
 *     TCP 14:57  ESTABLISHED 10.244.1.21:51796  10.96.0.100:80     10.244.1.11:8080
 *     IP  00:59  ASSURED     10.244.1.10:0      0.0.0.77:0         10.244.2.10:0
 */
import type { Connection } from '../../flow.ts'
import { makeRealServerKey } from '../../ids.ts'
import type { PersistenceTemplate } from './row.ts'
import { writeMark } from './write.ts'

const title = ['IPVS connection entries', 'pro expire state       source             virtual            destination']

export const formatConnections = (
  connections: readonly Connection[],
  templates: readonly PersistenceTemplate[],
): string => `${[...title, ...connections.map(connectionLine), ...templates.map(templateLine)].join('\n')}\n`

const connectionLine = ({ protocol, client, virtual, real, state, expiresSeconds }: Connection): string =>
  line(protocol, expiresSeconds, state, [
    makeRealServerKey(client.address, client.port),
    makeRealServerKey(virtual.address, virtual.port),
    makeRealServerKey(real.address, real.port),
  ])

/** The port of an invalidated template is 65535. */
function templateLine({ match, client, real, state, expiresSeconds, isInvalidated }: PersistenceTemplate): string {
  const port = (known: number | null) => known ?? (isInvalidated ? 0xffff : 0)
  const virtual =
    match.protocol === 'FWM'
      ? makeRealServerKey(writeMark(match.mark, client.includes(':')), port(isInvalidated ? null : 0))
      : makeRealServerKey(match.address, port(match.port))
  const protocol = match.protocol === 'FWM' ? 'IP' : match.protocol
  return line(protocol, expiresSeconds, state, [
    makeRealServerKey(client, 0),
    virtual,
    makeRealServerKey(real.address, port(real.port)),
  ])
}

function line(protocol: string, seconds: number, state: string, [client, virtual, real]: readonly string[]): string {
  const expires = `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`
  return `${protocol.padEnd(3)} ${expires}  ${state.padEnd(11)} ${client!.padEnd(18)} ${virtual!.padEnd(18)} ${real}`
}

const pad = (value: number): string => String(value).padStart(2, '0')
