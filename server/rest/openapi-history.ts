/** History and metrics in the OpenAPI document. */
import { error, inQuery, json } from './openapi-parts.ts'

const from = inQuery('from', 'ISO 8601; an hour before `to` when not given.')
const to = inQuery('to', 'ISO 8601; now when not given.')
const without = { 404: error('This hub remembers nothing.') }

export const historyPaths = {
  '/api/v1/history/span': {
    get: {
      summary: 'From the oldest moment that is remembered to the newest; null while there is none.',
      responses: { 200: json, ...without },
    },
  },
  '/api/v1/history/marks': {
    get: {
      summary: 'Stretches of time, as the strip draws them.',
      description:
        '`wrong` and `settling`: the most virtual servers at once, over all nodes. `changes`: how often a Service had other endpoints. `connections`: a second, over all nodes, on average. Null where nothing was recorded, and for who sees some namespaces only.',
      parameters: [from, to, inQuery('buckets', 'How many stretches of equal length, 1 to 1000; 120 when not given.')],
      responses: { 200: json, 400: error('What is asked is not understood.'), ...without },
    },
  },
  '/api/v1/history/changes': {
    get: {
      summary: 'What changed in structure: tables by node, Services, endpoints; the newest 2000.',
      parameters: [from, to],
      responses: { 200: json, 400: error('What is asked is not understood.'), ...without },
    },
  },
  '/api/v1/history/at': {
    get: {
      summary: 'The whole state at a moment, or the newest before it, as a snapshot file.',
      description:
        'Structure is that of the moment; load the newest that is remembered: each 2 s of the last 15 minutes, 30 s of a day, 5 minutes of 14 days. The header `fairlead-at` says from when it is.',
      parameters: [inQuery('time', 'ISO 8601; now when not given.')],
      responses: {
        200: { description: 'gzip', content: { 'application/vnd.fairlead+gzip': {} } },
        400: error('The time is not understood.'),
        404: error('Nothing that old is remembered.'),
      },
    },
  },
  '/metrics': {
    get: {
      summary: 'For Prometheus. Labels are names of nodes and Services, never addresses.',
      responses: { 200: { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } } },
    },
  },
}
