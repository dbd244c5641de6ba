/** Where each view lives below the base path. A segment that begins with a colon is a parameter. */
export const routes = {
  topology: '/',
  matrix: '/matrix',
  services: '/services',
  service: '/services/:namespace/:name',
  nodes: '/nodes',
  node: '/nodes/:name',
  flows: '/flows',
  access: '/access',
  walk: '/walk',
  snapshots: '/snapshots',
  compare: '/compare',
  embedBuilder: '/embed-builder',
} as const

export type ViewId = keyof typeof routes
