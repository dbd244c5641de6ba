/** Embedding in the OpenAPI document. */
import { embedViews } from '#model/embed/views.ts'
import { error, json } from './openapi-parts.ts'

const text = { type: 'string' }
const list = (description: string) => ({ type: 'array', items: text, description })
const answer = (properties: object) => ({
  description: 'OK',
  content: { 'application/json': { schema: { type: 'object', properties } } },
})
const body = (required: readonly string[], properties: object) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', required, properties, additionalProperties: false } } },
})
const namespaces = {
  ...list('Nothing of other namespaces is told; null for no limit.'),
  type: ['array', 'null'],
}
const views = {
  type: 'array',
  items: { type: 'string', enum: embedViews },
  description:
    'By the first word of their address: `services` for `/services/default/web` too. Nothing is told that these do not look at.',
}

export const embedPaths = {
  '/api/v1/embed': { get: { summary: 'Origins whose pages may embed a view.', responses: { 200: json } } },
  '/api/v1/embed-tokens': {
    post: {
      summary: 'A token for one embedded view, for a portal’s server.',
      description:
        'For an admin, or with FAIRLEAD_EMBED_KEY as the bearer token. The portal hands it to the view in its page, which exchanges it once.',
      requestBody: body(['views', 'namespaces'], {
        views,
        namespaces,
        seconds: { type: 'integer', minimum: 1, maximum: 60, description: 'To exchange it within; 60 when not given.' },
      }),
      responses: {
        200: answer({ token: text, seconds: { type: 'integer' } }),
        400: error('What is asked is not understood, and why.'),
        401: error('Neither an admin nor the key.'),
        403: error('Another role, or namespaces the admin does not see.'),
        409: error('No page may embed this hub.'),
      },
    },
  },
  '/api/v1/embed/exchange': {
    post: {
      summary:
        'What an embedded view does with its token: a bearer of ten minutes, in memory alone, for the socket and nothing else: no other address takes it.',
      requestBody: body(['token'], {
        token: text,
        bearer: { ...text, description: 'One it holds: lasts longer where the token is of the same rights.' },
      }),
      responses: {
        200: answer({ bearer: text, seconds: { type: 'integer' }, views, namespaces }),
        401: error('Not made by this hub, used already, or over.'),
        429: error('Too many within a minute.'),
      },
    },
  },
}
