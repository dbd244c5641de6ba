/**
 * Node's HTTP, not imported: an import of it evaluates every export, WebSocket among them, which loads a
 * whole HTTP client of its own. That is twelve megabytes an agent would hold on every node for nothing.
 */
import type * as Http from 'node:http'

export const http: typeof Http = process.getBuiltinModule('node:http')
