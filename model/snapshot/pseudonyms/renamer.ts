/** A stand-in for every name and address that was found, in whatever text it stands. */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { normaliseAddress } from '../../address.ts'
import { makeServiceId } from '../../ids.ts'
import { mapSteps, type Steps } from '../../steps.ts'
import { serviceThing } from '../../thing.ts'
import type { ChangeText } from '../leaves-of.ts'
import { leaves } from '../v1/leaves.ts'
import type { Found } from './collect.ts'
import { isNobodys, makeStandIns } from './stand-ins.ts'
import { halves, isWords, splitReal, tokens } from './texts.ts'

export interface Renamer {
  readonly text: ChangeText
  readonly address: (text: string) => string
  readonly node: (name: string) => string
  readonly thing: (id: string) => string
  readonly view: (address: string) => string
}

export function* makeRenamer(found: Found, key: Uint8Array): Steps<Renamer> {
  /** Numbered in an order nobody can know. */
  function* numbered(names: Iterable<string>, prefix: string): Steps<ReadonlyMap<string, string>> {
    const drawn = (name: string) => bytesToHex(hmac(sha256, key, utf8ToBytes(`${prefix} ${name}`)))
    const order = yield* mapSteps(names, (name) => ({ name, draw: drawn(name) }))
    order.sort((a, b) => (a.draw < b.draw ? -1 : 1))
    return new Map(order.map(({ name }, at) => [name, `${prefix}-${at + 1}`]))
  }
  const namespaces = yield* numbered(found.namespaces, 'ns')
  function* within(ids: Iterable<string>, prefix: string): Steps<ReadonlyMap<string, string>> {
    const names = yield* numbered(ids, prefix)
    return new Map(Array.from(names, ([id, name]) => [id, `${namespaces.get(id.split('/')[0]!) ?? 'ns-0'}/${name}`]))
  }
  const nodes = yield* numbered(found.nodes, 'node')
  const services = yield* within(found.services, 'svc')
  const pods = yield* within(found.pods, 'pod')
  const zones = yield* numbered(found.zones, 'zone')
  const standIns = yield* makeStandIns([...found.addresses].filter((address) => !isNobodys(address)))
  yield
  const words = makeWords([namespaces, nodes, services, pods, zones])

  const address = (text: string): string => {
    const normal = normaliseAddress(text)
    return normal === null ? '' : (standIns.get(normal) ?? (isNobodys(normal) ? normal : ''))
  }
  const cidr = (text: string): string => {
    const [network = '', length] = text.split('/')
    return `${address(network)}/${Math.max(Number(length), network.includes(':') ? 64 : 24)}`
  }
  const real = (text: string): string => {
    const end = splitReal(text)
    const made = address(end.address)
    return made.includes(':') ? `[${made}]:${end.port}` : `${made}:${end.port}`
  }
  const sentence = (text: string): string =>
    text.replace(tokens, (token, ...rest) => {
      const groups = rest.at(-1) as { readonly address?: string }
      return groups.address !== undefined && normaliseAddress(token) !== null ? address(token) : words(token)
    })
  const servicePort = (text: string): string =>
    text.replace(/^[^:]*/, (service) => services.get(service) ?? 'ns-0/svc-0')

  const by = new Map<unknown, (text: string) => string>([
    [leaves.nodeName, (text) => nodes.get(text) ?? ''],
    [leaves.serviceId, (text) => services.get(text) ?? ''],
    [leaves.podId, (text) => pods.get(text) ?? ''],
    [leaves.servicePortId, servicePort],
    [leaves.namespace, (text) => namespaces.get(text) ?? ''],
    [leaves.name, () => ''],
    [leaves.zone, (text) => (text === '' ? '' : zones.get(text)!)],
    [leaves.address, address],
    [leaves.cidr, cidr],
    [leaves.realKey, real],
    [leaves.uid, () => ''],
    [leaves.foreign, (text) => (text.startsWith('/') ? '/' : '')],
    [leaves.raw, () => ''],
  ])
  return {
    text: (leaf, text) => (by.get(leaf) ?? (isWords(leaf) ? sentence : (own: string) => own))(text),
    address,
    node: (name) => nodes.get(name) ?? '',
    thing: (id) => {
      const service = id.startsWith('service:') ? services.get(id.slice('service:'.length)) : undefined
      return service === undefined ? sentence(id) : serviceThing(makeServiceId(...halves(service)))
    },
    view: (address) => renameView(address, sentence, services, nodes),
  }
}

/** A word that is a name, or made of names. */
function makeWords(maps: readonly ReadonlyMap<string, string>[]): (word: string) => string {
  const all = new Map<string, string>()
  for (const map of maps)
    for (const [name, standIn] of map) {
      all.set(name, standIn)
      const [, own] = name.split('/')
      if (own !== undefined && !all.has(own)) all.set(own, standIn.split('/')[1]!)
    }
  return (word) =>
    all.get(word) ??
    word
      .split('/')
      .map(
        (part) =>
          all.get(part) ??
          part
            .split('.')
            .map((piece) => all.get(piece) ?? piece)
            .join('.'),
      )
      .join('/')
}

function renameView(
  address: string,
  sentence: (text: string) => string,
  services: ReadonlyMap<string, string>,
  nodes: ReadonlyMap<string, string>,
): string {
  const { pathname, search } = new URL(address, 'http://x')
  const parts = pathname.split('/').map(decodeURIComponent)
  const [, view, a = '', b = ''] = parts
  const path =
    view === 'services' && b !== ''
      ? `/services/${services.get(`${a}/${b}`) ?? 'ns-0/svc-0'}`
      : view === 'nodes' && a !== ''
        ? `/nodes/${nodes.get(a) ?? 'node-0'}`
        : pathname
  const query = new URLSearchParams(Array.from(new URLSearchParams(search), ([name, text]) => [name, sentence(text)]))
  return query.size === 0 ? path : `${path}?${query}`
}
