/** The REST twin: which address is answered by which projection. */
import type { Cluster } from '#model/cluster.ts'
import { notFound, notPossible, type RestAnswer, send, value } from './answer.ts'
import { projectCluster } from './cluster.ts'
import { answerConnections, type ConnectionsOf } from './connections.ts'
import { type FlowsOf, projectFlows } from './flows.ts'
import { projectNode, projectNodes } from './nodes.ts'
import { openApi } from './openapi.ts'
import { answerProofs } from './proofs/proofs.ts'
import type { ProofRequest, ProofSources } from './proofs/sources.ts'
import { health, type Readiness, readiness } from './ready.ts'
import { projectService } from './service.ts'
import { projectServices } from './services.ts'
import { projectTable, type StatisticsOf, writeStatistics, writeTable } from './table.ts'

export interface RestRequest extends Pick<ProofRequest, 'method' | 'body' | 'by'> {
  /** Below the base path, decoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly accept: string
}

export interface RestSources extends ProofSources {
  readonly statisticsOf: StatisticsOf
  readonly connectionsOf: ConnectionsOf
  readonly flowsOf: FlowsOf
  /** Wall clock, milliseconds. */
  readonly now: () => number
  readonly readiness: () => Readiness
  readonly version: string
}

/** An answer may have to be read from a node first. */
type Answering = RestAnswer | Promise<RestAnswer>

/** Null for addresses that are not the twin's. */
export function answerRest(sources: RestSources, request: RestRequest): Answering | null {
  const [, first, version, ...rest] = request.path.replace(/\/$/, '').split('/')
  if (first === 'healthz' && version === undefined) return health
  if (first === 'readyz' && version === undefined) return readiness(sources.readiness())
  if (first !== 'api') return null
  const found = version === 'v1' ? answerV1(sources, request, rest) : null
  return found ?? send(notFound('There is nothing at this address; /api/v1/openapi.json describes what there is.'))
}

function answerV1(sources: RestSources, request: RestRequest, path: readonly string[]): Answering | null {
  const proofs = answerProofs(sources, request, path)
  if (proofs !== null) return proofs
  const found = answerReading(sources, request, path)
  return found === null || request.method === 'GET' ? found : notPossible(request.method, ['GET'])
}

function answerReading(sources: RestSources, request: RestRequest, path: readonly string[]): Answering | null {
  const cluster = sources.cluster()
  const [collection, a, b] = path
  switch (`${collection} ${path.length}`) {
    case 'openapi.json 1':
      return send(value(openApi(sources.basePath, sources.version)))
    case 'cluster 1':
      return send(projectCluster(cluster))
    case 'nodes 1':
      return send(projectNodes(cluster))
    case 'services 1':
      return send(projectServices(cluster))
    case 'services 3':
      return send(projectService(cluster, sources.proofs(), a!, b!))
    case 'nodes 2':
      return send(projectNode(cluster, a!))
    case 'nodes 3':
      if (b === 'connections') return answerNodeConnections(sources, cluster, a!, request)
      return b === 'table' ? answerTable(sources, cluster, a!, request) : null
    case 'flows 1':
      return projectFlows(cluster, request.query, sources.flowsOf, sources.now).then(send)
    default:
      return null
  }
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
