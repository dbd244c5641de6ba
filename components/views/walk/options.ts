/** What the address says of this view: a walk, what of it is chosen, and what the next one is asked. */
import { formatMethod, parseMethod } from '#components/parts/probe-method.ts'
import type { Words } from '#components/words/words.ts'
import { familyOf, normaliseAddress } from '#model/address.ts'
import type { Cluster } from '#model/cluster.ts'
import type { ProbeMethod } from '#model/probe/question.ts'
import { findServicePort, targetsOf } from '#model/service-port.ts'
import type { Role } from '#model/tie.ts'
import type { WalkAsked, WalkId } from '#model/walk/walk.ts'

type Options = Readonly<Record<string, string>>

export const sourceKinds = ['node', 'pod', 'client'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** What a person wants walked, as written: it may name nothing. */
export interface Wanted {
  readonly kind: SourceKind
  readonly source: string
  readonly port: string
  /** Empty for the ClusterIP. */
  readonly role: Role | ''
  /** Of a node port the node that is asked; empty for the source's own. */
  readonly via: string
  /** Empty for the usual one. */
  readonly family: '' | '6'
  /** Null for what fits the port; of live traffic nothing is asked. */
  readonly method: ProbeMethod | null
  readonly seconds: number
}

/** How long live traffic is waited for. */
export const watchSeconds = [10, 30, 60] as const

const usualSeconds = 30

export interface WalkOptions {
  readonly walk: WalkId
  /** Place in the list of stops; null for none. */
  readonly stop: number | null
  /** Number of a packet; null for none. */
  readonly packet: number | null
  readonly wanted: Wanted
}

/** As a walk was asked, to be asked again. */
export function wantedOf({ source, port, target, method, how, seconds }: WalkAsked): Wanted {
  return {
    kind: source.is,
    source: source.is === 'node' ? source.node : source.is === 'pod' ? source.pod : source.address,
    port,
    role: target.role === 'cluster-ip' ? '' : target.role,
    via: target.node ?? '',
    family: familyOf(target.address) === 6 ? '6' : '',
    method: how === 'probe' ? method : null,
    seconds: watchSeconds.find((each) => each === seconds) ?? usualSeconds,
  }
}

export function parseWalkOptions(options: Options): WalkOptions {
  const kind = sourceKinds.find((name) => options[name]) ?? sourceKinds.find((name) => name === options['by']) ?? 'node'
  const seconds = Number(options['seconds'])
  return {
    walk: options['walk'] ?? '',
    stop: parseCount(options['stop']),
    packet: parseCount(options['packet']),
    wanted: {
      kind,
      source: options[kind] ?? '',
      port: options['port'] ?? '',
      role: (options['role'] ?? '') as Role | '',
      via: options['via'] ?? '',
      family: options['family'] === '6' ? '6' : '',
      method: parseMethod(options),
      seconds: watchSeconds.find((each) => each === seconds) ?? usualSeconds,
    },
  }
}

/** Back into options of the address; an empty one takes it out. */
export const formatWanted = ({
  kind,
  source,
  port,
  role,
  via,
  family,
  method,
  seconds,
}: Wanted): Record<string, string> => ({
  ...Object.fromEntries(sourceKinds.map((name) => [name, name === kind ? source : ''])),
  // Says the kind while there is no source to say it.
  by: source === '' ? kind : '',
  port,
  role,
  via: role === 'node-port' ? via : '',
  family,
  ...formatMethod(kind === 'node' ? method : null),
  seconds: kind === 'node' || seconds === usualSeconds ? '' : String(seconds),
})

const parseCount = (text: string | undefined): number | null => (/^\d{1,6}$/.test(text ?? '') ? Number(text) : null)

type Names = Pick<Cluster, 'nodes' | 'services'>

/** Roles the port has an address of, in the order they are offered. */
export function rolesOf(cluster: Names, port: string): Role[] {
  const named = findServicePort(cluster, port)
  return named === null ? [] : [...new Set(targetsOf(named, cluster).map(({ role }) => role))]
}

/** Whether the addresses of this role are of both families, so that one can be chosen. */
export function hasBothFamilies(cluster: Names, { port, role }: Pick<Wanted, 'port' | 'role'>): boolean {
  const named = findServicePort(cluster, port)
  const targets = named === null ? [] : targetsOf(named, cluster)
  return (
    new Set(targets.filter((each) => each.role === (role || 'cluster-ip')).map(({ address }) => familyOf(address)))
      .size > 1
  )
}

/** Why it cannot be begun as it is written; null when it can. `isMissing`: nothing is wrong, something is not said yet. */
export function troubleOf(
  wanted: Wanted,
  cluster: Names,
  { form }: Words['walk'],
): { text: string; isMissing: boolean } | null {
  const { kind, source, port } = wanted
  if (source === '') return { text: form.notYet[kind], isMissing: true }
  const isKnown =
    kind === 'node'
      ? [...cluster.nodes.keys()].some((name) => name === source)
      : kind === 'pod'
        ? // Not every Pod is known here; the hub knows all.
          /^[^/\s]+\/[^/\s]+$/.test(source)
        : normaliseAddress(source) !== null
  if (!isKnown) return { text: form.wrong[kind](source), isMissing: false }
  if (port === '') return { text: form.notYet.port, isMissing: true }
  return findServicePort(cluster, port) === null ? { text: form.wrong.port(port), isMissing: false } : null
}

/** The body of `POST /api/v1/walks`. */
export function bodyOf({ kind, source, port, role, via, family, method, seconds }: Wanted): object {
  return {
    source:
      kind === 'node'
        ? { is: 'node', node: source }
        : kind === 'pod'
          ? { is: 'pod', pod: source }
          : { is: 'client', address: source },
    port,
    ...(role === '' ? {} : { role }),
    ...(role === 'node-port' && via !== '' ? { node: via } : {}),
    ...(family === '' ? {} : { family: Number(family) }),
    ...(kind === 'node' ? (method === null ? {} : { method }) : { seconds }),
  }
}
