/** `GET /api/v1/openapi.json`: the twin, described by hand. */
import { authPaths, security, securitySchemes } from './openapi-auth.ts'
import { comparePaths } from './openapi-compare.ts'
import { embedPaths } from './openapi-embed.ts'
import { historyPaths } from './openapi-history.ts'
import { error, inPath, inQuery, json } from './openapi-parts.ts'
import { proofPaths } from './openapi-proofs.ts'
import { snapshotPaths } from './openapi-snapshots.ts'

export function openApi(basePath: string, version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fairlead',
      version,
      description:
        'The facts on screen, for programs. Times are ISO 8601 and say how old what they stand beside is. Unknown is null, never zero. Exact totals are decimal strings: they are 64-bit.',
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    paths: {
      '/api/v1/cluster': get('The whole in a few numbers, and how fresh each source is.'),
      '/api/v1/nodes': get('Every node: freshness, identity, whether its table is as it should be.'),
      '/api/v1/nodes/{node}': get(
        'One node, with what else was read on it: devices, Service addresses, routes, rules, settings, ipsets, kube-proxy.',
        [inPath('node')],
      ),
      '/api/v1/nodes/{node}/table': table,
      '/api/v1/nodes/{node}/connections': connections,
      '/api/v1/flows': flows,
      '/api/v1/services': get('Every Service in a line.'),
      '/api/v1/services/{namespace}/{name}': get(
        'One Service: endpoints, and for each virtual server the matrix of nodes and real servers. `state` is agrees, missing, foreign, draining, weight or method; null while one side is not known. `access` is the newest answer of each node that was asked for it.',
        [inPath('namespace'), inPath('name')],
      ),
      ...proofPaths,
      ...authPaths,
      ...comparePaths,
      ...embedPaths,
      ...historyPaths,
      ...snapshotPaths,
      '/healthz': { get: { summary: 'The process runs.', security: [], responses: { 200: text('ok') } } },
      '/readyz': {
        get: {
          summary: 'There is something true to show.',
          security: [],
          responses: { 200: text('ready'), 503: text('What is missing, a sentence a line.') },
        },
      },
    },
    security,
    components: {
      securitySchemes,
      schemas: {
        Error: {
          type: 'object',
          required: ['error'],
          properties: { error: { type: 'string', description: 'One sentence: what, where, what to do.' } },
        },
      },
    },
  }
}

const text = (description: string) => ({ description, content: { 'text/plain': { schema: { type: 'string' } } } })

const get = (summary: string, parameters: readonly object[] = []) => ({
  get: {
    summary,
    parameters,
    responses: { 200: json, ...(parameters.length > 0 ? { 404: error('There is no such thing.') } : {}) },
  },
})

const table = {
  get: {
    summary: "The kernel's table of one node.",
    description:
      "JSON with names beside addresses; with `Accept: text/plain` the bytes of `ipvsadm -Ln` on that node, in the order ipvsadm prints (family, protocol, address, port; addresses compared as it compares them). Headers fairlead-read-at and fairlead-feed tell the age. With `stats` or `rate` the node is asked now; numbers are the kernel's own, those of a virtual server too.",
    parameters: [
      inPath('node'),
      inQuery('stats', 'With text: as `ipvsadm -Ln --stats --exact`. With JSON: exact totals and kernel rates.'),
      inQuery('rate', 'With text: as `ipvsadm -Ln --rate --exact`. With JSON: as `stats`.'),
    ],
    responses: {
      200: { description: 'OK', content: { ...json.content, 'text/plain': { schema: { type: 'string' } } } },
      404: error('There is no such node.'),
      409: error('The table or its totals are not known or cannot be read, and why.'),
    },
  },
}

const flowFilters = [
  inQuery('client', 'Address of the client as it reached the kernel.'),
  inQuery('backend', 'Address of the real server.'),
  inQuery('state', "The kernel's word: ESTABLISHED, SYN_RECV, TIME_WAIT, UDP."),
  inQuery('protocol', 'TCP, UDP or SCTP.'),
]

const connections = {
  get: {
    summary: 'Connections one kernel holds, before and after translation, read now.',
    description:
      'Those that idled least come first. `source` is the client as the real server sees it, from conntrack; null where that does not tell. With `Accept: text/plain` what `ipvsadm -Lnc` prints, of the connections and templates shown.',
    parameters: [
      inPath('node'),
      inQuery('virtual', 'A virtual server, as “TCP 10.96.0.1:80”; may be given several times.'),
      ...flowFilters,
      inQuery('limit', 'How many are listed at most, up to 500; 200 when not given.'),
      inQuery('templates', 'Persistence templates too.'),
      inQuery('counts', 'The whole table counted by virtual server, real server and state.'),
    ],
    responses: {
      200: { description: 'OK', content: { ...json.content, 'text/plain': { schema: { type: 'string' } } } },
      400: error('The question is not understood, and why.'),
      404: error('There is no such node.'),
      409: error('The connections cannot be read, and why.'),
    },
  },
}

const flows = {
  get: {
    summary: 'Connections of several nodes, the newest first, with how each node was asked.',
    description:
      'What the page of connections shows. While nobody looks at the same, agents are asked once: of a large cluster the fifty busiest nodes.',
    parameters: [
      inQuery('node', 'Name of the node whose kernel holds the connection.'),
      inQuery('service', 'NAMESPACE/NAME of a Service, or NAMESPACE/ for all of a namespace.'),
      ...flowFilters,
    ],
    responses: { 200: json, 400: error('The filter is not understood, and why.') },
  },
}
