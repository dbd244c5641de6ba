/** Access tests, captures and walks in the OpenAPI document. */
import { error, inPath, inQuery, json } from './openapi-parts.ts'

const text = { type: 'string' }
const whole = (minimum: number, maximum: number, description: string) => ({
  type: 'integer',
  minimum,
  maximum,
  description,
})
const list = (description: string) => ({ type: 'array', items: text, description })
const port = { ...text, description: 'NAMESPACE/NAME:PORT/PROTOCOL, as default/web:80/TCP. Never an address.' }
const nodes = list('Names of nodes; all when not given.')
const role = {
  enum: ['cluster-ip', 'external-ip', 'load-balancer', 'node-port'],
  description: 'Which of the addresses of the port is asked; cluster-ip when not given.',
}
const method = {
  type: 'object',
  required: ['is'],
  description:
    'How the port is asked; by its name, number and protocol when not given. `{is: "tcp"}` · `{is: "http" | "https", path, host, statuses}` · `{is: "dns", name}` · `{is: "udp", payload}` in base64.',
}

const test = {
  ports: { ...list('Ports of Services, up to 200.'), items: port },
  nodes,
  role,
  method,
  tries: whole(1, 20, 'Of each node and port; 3 when not given.'),
  timeoutMs: whole(50, 65_000, 'Of each try; 2000 when not given.'),
}
const everySeconds = whole(60, 86_400, 'Pause between the beginnings of two tests.')

const capture = {
  port,
  nodes: list('Up to 16 nodes; all whose agents answer when not given.'),
  seconds: whole(1, 60, '10 when not given.'),
  packets: whole(1, 10_000, 'Of each node; 1000 when not given.'),
  bytes: whole(1, 16 << 20, 'Of each node; 1048576 when not given.'),
}

const walk = {
  source: {
    type: 'object',
    description:
      '`{node: NAME}`, `{pod: "NAMESPACE/NAME"}`, or `{client: ADDRESS}` for somebody outside. A node can be made to ask; of the others the next request is waited for.',
  },
  port,
  role,
  node: { ...text, description: 'Of a node port the node whose address is asked.' },
  family: { enum: [4, 6], description: 'Of the address; 4 where the port has both and nothing is said.' },
  method,
  how: { enum: ['probe', 'live'] },
  seconds: whole(1, 60, 'How long captures run at most.'),
}

const body = (required: readonly string[], properties: object) => ({
  required: true,
  content: {
    'application/json': { schema: { type: 'object', required, properties, additionalProperties: false } },
  },
})

const refusals = {
  400: error('What is asked is not understood or names nothing, and why.'),
  403: error('Nothing may be begun through this hub, or not from there, and why.'),
  413: error('More than 64 KiB.'),
  415: error('Another content type than application/json.'),
}
const begun = {
  description: 'Begun. `id` names it, `location` and the header say where it is.',
  content: {
    'application/json': { schema: { type: 'object', properties: { id: text, location: text } } },
  },
}
const isDone = { description: 'Done.' }
const none = error('There is no such thing.')
const pcapng = {
  description: 'An interface for each node and device.',
  content: { 'application/x-pcapng': { schema: { type: 'string', format: 'binary' } } },
}
const wait = inQuery('wait', 'Seconds, up to 60: answers when it has ended, or the time is over.')
const id = inPath('id')

const read = (summary: string, parameters: readonly object[] = [], responses: object = { 200: json }) => ({
  summary,
  parameters,
  responses: parameters.length > 0 ? { ...responses, 404: none } : responses,
})
const begin = (summary: string, requestBody: object, responses: object = {}, parameters: readonly object[] = []) => ({
  summary,
  parameters,
  requestBody,
  responses: { 202: begun, ...refusals, ...responses },
})
const remove = (summary: string, responses: object = {}) => ({
  summary,
  parameters: [id],
  responses: { 204: isDone, 403: refusals[403], 404: none, ...responses },
})
const waited = { 200: json }
const file = (summary: string) => ({ get: read(summary, [id], { 200: pcapng }) })

export const proofPaths = {
  '/api/v1/access-tests': {
    get: read('The newest access tests, the newest first.'),
    post: begin(
      'Nodes ask Service ports through their own tables. With `wait` the answer is the test itself.',
      body(['ports'], test),
      { ...waited, 429: error('Too many tests are running or were begun within a minute.') },
      [wait],
    ),
  },
  '/api/v1/access-tests/{id}': {
    get: read(
      'One test with a summary and the result of each node and port. `summary.lines` tell the worst first what failing pairs have in common: with `isAll` nothing of a `node`, `port`, `host` of real servers, `real` server or of `everything` was ever answered (`beyond`: but on its own node), nor of those in `alike`; `cause` is what most of them share. Of each pair `standing` is answered, partly, failed, silent (UDP does not tell whether it arrived), by-policy, not-asked or no-probe; then how tries ended, latencies, real servers chosen beside the share expected, and causes of failures.',
      [id, wait],
    ),
    delete: remove('Cancels it; what was answered stays.', { 409: error('It has ended already.') }),
  },
  '/api/v1/access-schedules': {
    get: read('Tests that are asked again and again, as long as the hub runs.'),
    post: begin(
      'Adds one; its first test begins at once.',
      body(['ports', 'everySeconds'], { ...test, everySeconds }),
      {
        429: error('There are ten already.'),
      },
    ),
  },
  '/api/v1/access-schedules/{id}': { delete: remove('Deletes it; a test that runs goes on.') },
  '/api/v1/captures': {
    get: read('Captures of the last quarter of an hour, the newest first.'),
    post: begin(
      'Keeps headers of packets to and from a port’s addresses and real servers, in tunnels too.',
      body(['port'], capture),
      { 409: error('Two captures are running already.') },
    ),
  },
  '/api/v1/captures/{id}': {
    get: read('One capture: how it stands on each node, and its newest 500 packets, decoded.', [id]),
    delete: remove('Stops it; one that has ended is forgotten.'),
  },
  '/api/v1/captures/{id}.pcapng': file('All its packets, while it runs too.'),
  '/api/v1/walks': {
    get: read('Walks, the newest first.'),
    post: begin(
      'Follows one request from its source to the Pod and back, by packets captured at every hop. With `wait` the answer is the walk itself.',
      body(['source', 'port'], walk),
      { ...waited, 409: error('It cannot be begun, and why.') },
      [wait],
    ),
  },
  '/api/v1/walks/{id}': {
    get: read('One walk; `result` has its stops, packets and verdict, and is null until it has ended.', [id, wait]),
    delete: remove('Cancels it; one that has ended is forgotten.'),
  },
  '/api/v1/walks/{id}/keep': {
    post: {
      summary: 'Keeps it when newer ones come, or lets it go.',
      parameters: [id],
      requestBody: body(['keep'], { keep: { type: 'boolean' } }),
      responses: { 204: isDone, ...refusals, 404: none },
    },
  },
  '/api/v1/walks/{id}.pcapng': file('Its packets, while they are kept.'),
}
