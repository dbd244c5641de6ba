/**
 * Identities. Each is a branded string made only here, so that a node's name cannot be passed
 * where a Service is meant. All are plain text, safe to send and to use as a Map key.
 */
declare const brand: unique symbol
type Id<Kind extends string> = string & { readonly [brand]: Kind }

/** `metadata.name` of a Node; what its agent calls itself. */
export type NodeName = Id<'node'>
/** `NAMESPACE/NAME` of a Service. */
export type ServiceId = Id<'service'>
/** `NAMESPACE/NAME:PORT/PROTOCOL` of a port of a Service: `default/web:80/TCP`. */
export type ServicePortId = Id<'service-port'>
/** `NAMESPACE/NAME` of a Pod. */
export type PodId = Id<'pod'>
/** Which packets a virtual server takes: `TCP 10.0.0.1:80`, `UDP [fd00::1]:53` or `FWM 77`. */
export type VirtualServerKey = Id<'virtual-server'>
/** Address and port of a real server: `10.0.0.1:80` or `[fd00::1]:80`. */
export type RealServerKey = Id<'real-server'>
/** Content hash of one virtual server's structure: 32 hex digits. */
export type VirtualServerHash = Id<'virtual-server-hash'>
/** Content hash of a whole table: 32 hex digits. */
export type TableHash = Id<'table-hash'>
/** Content hash of what a source read on a node: 32 hex digits. */
export type FactHash = Id<'fact-hash'>

export const makeNodeName = (name: string): NodeName => name as NodeName
export const makeServiceId = (namespace: string, name: string): ServiceId => `${namespace}/${name}` as ServiceId
export const makeServicePortId = (service: ServiceId, port: number, protocol: string): ServicePortId =>
  `${service}:${port}/${protocol}` as ServicePortId
export const makePodId = (namespace: string, name: string): PodId => `${namespace}/${name}` as PodId
export const makeVirtualServerHash = (hex: string): VirtualServerHash => hex as VirtualServerHash
export const makeTableHash = (hex: string): TableHash => hex as TableHash
export const makeFactHash = (hex: string): FactHash => hex as FactHash

/** `10.0.0.1:80`, and `[fd00::1]:80` for IPv6, as ipvsadm writes it. */
export const makeRealServerKey = (address: string, port: number): RealServerKey =>
  `${bracket(address)}:${port}` as RealServerKey

export const makeVirtualServerKey = (protocol: string, address: string, port: number): VirtualServerKey =>
  `${protocol} ${bracket(address)}:${port}` as VirtualServerKey

export const makeFirewallMarkKey = (mark: number): VirtualServerKey => `FWM ${mark}` as VirtualServerKey

const bracket = (address: string): string => (address.includes(':') ? `[${address}]` : address)
