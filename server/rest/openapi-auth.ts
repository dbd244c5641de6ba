/** Logging in and out in the OpenAPI document, and how programs say who they are. */
import { error, inPath, inQuery, json } from './openapi-parts.ts'

const isDone = { description: 'Done.' }
const onwards = { description: 'The browser is sent on.' }
const unlimited: readonly object[] = []

export const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'The token of the hub; it printed it when it first started.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-fairlead',
    description: 'Of a browser that logged in. Over plain http its name is fairlead.',
  },
}

export const security = [{ token: [] }, { session: [] }]

export const authPaths = {
  '/api/v1/me': {
    get: {
      summary: 'Whom the hub takes who asks for, and how one logs in; `user` is null for somebody it does not know.',
      security: unlimited,
      responses: { 200: json },
    },
  },
  '/api/v1/csp-reports': {
    post: {
      summary:
        'Where browsers report what the policy of a page kept it from: a line of the log, and a count of /metrics.',
      security: unlimited,
      responses: { 204: isDone, 429: error('More than twenty a minute from this address.') },
    },
  },
  '/api/v1/login': {
    post: {
      summary: 'Begins a session of a browser: the answer sets its cookie.',
      security: unlimited,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { type: 'object', required: ['token'], properties: { token: { type: 'string' } } },
          },
        },
      },
      responses: {
        204: isDone,
        401: error('This is not a token of this hub.'),
        409: error('Nobody logs in to this hub with a token.'),
        429: error('More than twenty tries a minute from this address.'),
      },
    },
  },
  '/api/v1/login/oidc': {
    get: {
      summary: 'Sends a browser to the OpenID provider.',
      security: unlimited,
      parameters: [inQuery('to', 'Path of this hub to come back to.')],
      responses: { 302: onwards, 409: error('Nobody logs in to this hub by an OpenID provider.') },
    },
  },
  '/api/v1/login/callback': {
    get: {
      summary: 'Where the OpenID provider sends a browser back to.',
      security: unlimited,
      responses: { 302: onwards, 409: error('Nobody logs in to this hub by an OpenID provider.') },
    },
  },
  '/api/v1/logout': {
    post: {
      summary: 'Ends the session of the browser that asks. `to` is where it logs out at the OpenID provider too.',
      security: unlimited,
      responses: { 200: json, 204: isDone },
    },
  },
  '/api/v1/sessions': {
    get: { summary: 'Who is logged in. For the role admin.', responses: { 200: json } },
  },
  '/api/v1/sessions/{id}': {
    delete: {
      summary: 'Ends a session; its pages are let go at once. For the role admin.',
      parameters: [inPath('id')],
      responses: {
        204: isDone,
        404: error('There is no such session.'),
        503: error('It ended at this hub; others, and this one after a restart, hear of it when the store answers.'),
      },
    },
  },
}
