/** Snapshots in the OpenAPI document. */
import { snapshotParts } from '#model/snapshot/ask.ts'
import { error, inPath, json } from './openapi-parts.ts'

const ask = {
  required: false,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          address: { type: 'string', description: 'Path and query of the view it opens at; / when not given.' },
          at: {
            type: 'string',
            format: 'date-time',
            description: 'The moment it is of, as far as history goes; the present when not given.',
          },
          expiresDays: {
            type: 'number',
            minimum: 1 / 24,
            description: '7 when not given; the hub has a ceiling. One hour at least.',
          },
          pseudonyms: {
            type: 'boolean',
            description: 'Stand-ins for every name and address, the same ones throughout.',
          },
          parts: {
            type: 'array',
            items: { enum: snapshotParts },
            description: 'What is in it besides tables, load and objects; all when not given.',
          },
          key: { type: 'string', description: 'Asked twice with the same key, one snapshot is made.' },
        },
      },
    },
  },
}
const token = {
  required: true,
  content: {
    'application/json': {
      schema: { type: 'object', required: ['token'], properties: { token: { type: 'string' } } },
    },
  },
}
const file = {
  description: 'The snapshot, gzip of JSON.',
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
}
const page = {
  description: 'The pages with the snapshot in them, to keep: a browser saves it.',
  content: { 'text/html': { schema: { type: 'string' } } },
}
const id = inPath('id')
const none = error('There is none, it has expired or been revoked, or it is somebody else’s.')
const away = error('The store does not answer; try again.')
const refusals = {
  400: error('What is asked is not understood, and why.'),
  404: error('Nothing is remembered of that moment.'),
  413: error('Larger than a snapshot may be.'),
}

export const snapshotPaths = {
  '/api/v1/snapshots': {
    get: {
      summary: 'Your own snapshots; everybody’s for an admin. `owner` made it, and is called `ownerName`.',
      responses: { 200: json, 503: away },
    },
    post: {
      summary:
        'Keeps this moment or a past one, as far as you see it. `token` and `link` are told here and never again.',
      requestBody: ask,
      responses: {
        201: json,
        ...refusals,
        409: error('Made with this key already, by a hub that ended since.'),
        429: error('You keep 200 already.'),
        503: away,
        507: error('There is no room; deleting works.'),
      },
    },
  },
  '/api/v1/snapshots/preview': {
    post: {
      summary: 'What such a snapshot would hold, and its size in bytes. Nothing is kept.',
      requestBody: ask,
      responses: { 200: json, ...refusals },
    },
  },
  '/api/v1/snapshots/{id}': {
    delete: {
      summary: 'Revokes it: its link is dead at once.',
      parameters: [id],
      responses: { 204: { description: 'Done.' }, 404: none, 503: away },
    },
  },
  '/api/v1/snapshots/{id}.fairlead': {
    get: { summary: 'The file, for its owner.', parameters: [id], responses: { 200: file, 404: none, 503: away } },
  },
  '/api/v1/snapshots/{id}.html': {
    get: {
      summary: 'The same as one HTML file that shows every view without a hub or a network, for its owner.',
      parameters: [id],
      responses: { 200: page, 404: none, 503: away },
    },
  },
  '/api/v1/snapshots/{id}/open': {
    post: {
      summary: 'The file, for whoever has its token. It needs no login and gives no other right.',
      parameters: [id],
      requestBody: token,
      responses: { 200: file, 404: none, 429: error('More than 20 in a minute from your address.'), 503: away },
    },
  },
}
