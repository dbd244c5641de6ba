/** Comparisons in the OpenAPI document. */
import { error, inQuery } from './openapi-parts.ts'

const time = { type: 'string', format: 'date-time' }
const side = {
  oneOf: [
    { type: 'object', required: ['live'], properties: { live: { const: true } }, additionalProperties: false },
    { type: 'object', required: ['earlier'], properties: { earlier: { const: true } }, additionalProperties: false },
    { type: 'object', required: ['at'], properties: { at: time }, additionalProperties: false },
    {
      type: 'object',
      required: ['snapshot', 'token'],
      properties: {
        snapshot: { type: 'string' },
        token: { type: 'string', description: 'What stands behind # in its link.' },
      },
      additionalProperties: false,
    },
  ],
}

const description =
  'What appeared, vanished and changed from `a` to `b`, once for all nodes it is alike on: `on` is a position in `nodeSets`; `things` and `tables` name `servers` and `drifts` by position. Load has changed when it differs by more than three times what chance does (rates look back six seconds), a rate also by more than a fifth, a share by more than five hundredths. Access tests and walks are compared where both sides have one of the same question; nodes one side had not heard yet are `notHeard` and not compared; where names of one side alone are stand-ins (`hasStandIns`) nothing is. With `Accept: text/plain` as text for a ticket.'

const responses = {
  200: {
    description: 'OK',
    content: { 'application/json': { schema: { type: 'object' } }, 'text/plain': { schema: { type: 'string' } } },
  },
  400: error('A side is not understood, and why.'),
  404: error('There is no such snapshot, or nothing that old is remembered.'),
  429: error('Others compare just now.'),
}

export const comparePaths = {
  '/api/v1/compare': {
    get: {
      summary: 'Two moments side by side.',
      description,
      parameters: [
        inQuery(
          'a',
          '`live`, or a time in ISO 8601, such as 2025-03-14T03:05:00Z: the state then, or the newest before. When not given a quarter of an hour ago, or the oldest moment remembered.',
        ),
        inQuery('b', 'As `a`; `live` when not given.'),
      ],
      responses,
    },
    post: {
      summary: 'The same, of snapshots too: their tokens belong in no address.',
      description,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['a', 'b'],
              properties: { a: side, b: side },
              additionalProperties: false,
            },
          },
        },
      },
      responses,
    },
  },
}
