/** The REST twin: which address is answered by which projection. */
import type { Cluster } from '#model/cluster.ts'
import type { Principal } from '#model/principal.ts'
import { notPossible, type RestAnswer, send, value } from './answer.ts'
import { projectCluster } from './cluster.ts'
import type { CompareRequest } from './compare.ts'
import { answerConnections, type ConnectionsOf } from './connections.ts'
import { nothingHere, refuseAtDoor } from './doors.ts'
import { limitSources } from './egress.ts'
import { type FlowsOf, projectFlows } from './flows.ts'
import { answerHistory, type HistorySources } from './history.ts'
import { projectNode, projectNodes } from './nodes.ts'
import { openApi } from './openapi.ts'
import { answerProofs } from './proofs/proofs.ts'
import type { ProofRequest, ProofSources } from './proofs/sources.ts'
import { health, type Readiness, readiness } from './ready.ts'
import { projectService } from './service.ts'
import { projectServices } from './services.ts'
import { answerSnapshots, type SnapshotSources } from './snapshots.ts'
import { projectTable, type StatisticsOf, writeStatistics, writeTable } from './table.ts'

export interface RestRequest extends Pick<ProofRequest, 'method' | 'body' | 'by'> {
  /** Who asks; null for nobody the hub knows. */
  readonly principal: Principal | null
  /** Why it is nobody, where that needs saying. */
  readonly stranger: string | null
  /** Below the base path, decoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly accept: string
}

export interface RestSources extends ProofSources {
  readonly statisticsOf: StatisticsOf
  readonly connectionsOf: ConnectionsOf
  readonly flowsOf: FlowsOf
  readonly history: HistorySources['history']
  readonly snapshots: SnapshotSources
  /** Prometheus' text of a cluster; `isWhole` when it is all of it, with what the hub says of itself. */
  readonly metrics: (cluster: Cluster, isWhole: boolean) => Promise<RestAnswer>
  readonly compare: (request: CompareRequest) => Promise<RestAnswer>
  /** Wall clock, milliseconds. */
  readonly now: () => number
  readonly readiness: () => Readiness
  readonly version: string
  /** Answers of the twin that are made elsewhere, such as those to a login; null for other addresses. */
  readonly others: (request: RestRequest) => Answering | null
}

/** An answer may have to be read from a node first. */
type Answering = RestAnswer | Promise<RestAnswer>

/** Null for addresses that are not the twin's. */
export function answerRest(sources: RestSources, request: RestRequest): Answering | null {
  const path = request.path.replace(/(?<=.)\/$/, '')
  const [, first, version, ...rest] = path.split('/')
  if (first === 'healthz' && version === undefined) return health
  if (first === 'readyz' && version === undefined) return readiness(sources.readiness())
  const isMetrics = first === 'metrics' && version === undefined
  if (first !== 'api' && !isMetrics) return null
  const { principal } = request
  const refused = refuseAtDoor(request.method, path, principal, request.stranger)
  if (refused !== null) return refused
  const own = principal === null ? null : limitSources(sources, principal)
  if (isMetrics) return own!.metrics(own!.cluster(), principal!.namespaces === null)
  if (version !== 'v1') return nothingHere
  if (rest[0] === 'snapshots') return answerSnapshots(sources, request, rest.slice(1)) ?? nothingHere
  return sources.others(request) ?? (own ? answerV1(own, request, rest) : answerOpen(sources, rest)) ?? nothingHere
}

/** What there is for somebody nobody knows. */
const answerOpen = ({ basePath, version }: RestSources, path: readonly string[]): Answering | null =>
  path.join('/') === 'openapi.json' ? send(value(openApi(basePath, version))) : null

function answerV1(sources: RestSources, request: RestRequest, path: readonly string[]): Answering | null {
  const proofs = answerProofs(sources, request, path)
  if (proofs !== null) return proofs
  if (path[0] === 'history') return answerHistory(sources, request, path.slice(1))
  if (path.length === 1 && path[0] === 'compare')
    return sources.compare({ ...request, wantsText: wantsText(request.accept) })
  const reader = readers[`${path[0]} ${path.length}`] ?? readers[`${path[0]} ${path.length} ${path[2]}`]
  if (reader === undefined) return null
  if (request.method !== 'GET') return notPossible(request.method, ['GET'])
  const [, a = '', b = ''] = path
  return reader(sources, request, a, b)
}

type Reader = (sources: RestSources, request: RestRequest, a: string, b: string) => Answering

/** What is only read: by the first part of the address and how many there are, and the third where that says it. */
const readers: Readonly<Record<string, Reader>> = {
  'openapi.json 1': ({ basePath, version }) => send(value(openApi(basePath, version))),
  'cluster 1': ({ cluster }) => send(projectCluster(cluster())),
  'nodes 1': ({ cluster }) => send(projectNodes(cluster())),
  'nodes 2': ({ cluster }, _request, node) => send(projectNode(cluster(), node)),
  'nodes 3 table': (sources, request, node) => answerTable(sources, sources.cluster(), node, request),
  'nodes 3 connections': (sources, request, node) => answerNodeConnections(sources, sources.cluster(), node, request),
  'services 1': ({ cluster }) => send(projectServices(cluster())),
  'services 3': ({ cluster, proofs }, _request, namespace, name) =>
    send(projectService(cluster(), proofs(), namespace, name)),
  'flows 1': ({ cluster, flowsOf, now }, { query }) => projectFlows(cluster(), query, flowsOf, now).then(send),
}

function answerTable(sources: RestSources, cluster: Cluster, node: string, request: RestRequest): Answering {
  const { statisticsOf, now } = sources
  const kind = request.query.has('stats') ? 'stats' : request.query.has('rate') ? 'rate' : null
  if (!wantsText(request.accept)) return projectTable(cluster, node, kind && statisticsOf, now).then(send)
  return kind === null ? writeTable(cluster, node) : writeStatistics(cluster, node, kind, statisticsOf, now)
}

function answerNodeConnections(sources: RestSources, cluster: Cluster, node: string, request: RestRequest): Answering {
  const asked = { node, query: request.query, wantsText: wantsText(request.accept) }
  return answerConnections(cluster, asked, sources.connectionsOf, sources.now)
}

const wantsText = (accept: string): boolean => {
  const kinds = accept.split(',').map((kind) => kind.trim().split(';')[0])
  return kinds.includes('text/plain') && !kinds.includes('application/json')
}
