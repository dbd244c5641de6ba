import type { Refused } from '#components/live/feed.ts'

const refusals: Record<Refused, string> = {
  version: 'This page and the hub are of different versions. Reload the page.',
  busy: 'The hub serves as many pages as it may. It will be asked again.',
  malformed: 'The hub did not understand this page. Reload it.',
  login: 'You are not logged in.',
  role: 'You may not look at this cluster.',
}

export const titles = {
  topology: 'Topology',
  matrix: 'Matrix',
  services: 'Services',
  service: 'Service',
  nodes: 'Nodes',
  node: 'Node',
  flows: 'Connections',
  access: 'Access',
  walk: 'Packet walk',
  compare: 'Compare',
  embedBuilder: 'Embed a view',
  snapshots: 'Snapshots',
}

/** Short, for the navigation. */
export const nav = {
  topology: 'Topology',
  matrix: 'Matrix',
  services: 'Services',
  nodes: 'Nodes',
  flows: 'Flows',
  access: 'Access',
  walk: 'Walk',
  compare: 'Compare',
}

export const frame = {
  skip: 'Skip to content',
  navigation: 'Views',
  home: 'Fairlead, topology',
  demo: 'demo cluster',
  demoWhy: 'Simulated kernels, for a look around. Nothing here is a cluster of yours.',
  unnamed: 'cluster',
  language: 'Language',
  toDark: 'Dark theme',
  toLight: 'Light theme',
  agents: (up: number, all: number) => `agents ${up}/${all}`,
  agentsWhy: (up: number, all: number) => `${up} of ${all} nodes have an agent that answers. Open the list of nodes.`,
  problems: (count: number) => (count === 1 ? '1 difference' : `${count} differences`),
  noProblems: 'tables agree',
  problemsUnknown: 'not compared',
  problemsWhy: (wrong: number, settling: number, draining: number) =>
    `Virtual servers that differ from what kube-proxy should have made, over all nodes: ${wrong} wrong, ${settling} settling, ${draining} draining.`,
  problemsUnknownWhy: 'No table can be compared yet: kernel tables or Services are not known.',
  settling: (count: number) => `${count} settling`,
  draining: (count: number) => `${count} draining`,
  feed: {
    connecting: 'connecting',
    waiting: 'waiting for the first frame',
    live: 'live',
    stale: 'no news',
    lost: 'connection lost',
    refused: 'refused',
    past: 'past',
    kept: 'snapshot',
  },
  notice: {
    stale: (age: string) => `The hub is connected but has sent nothing for ${age}. Below is the last it sent.`,
    lost: (age: string) => `No connection to the hub. Below is what it said ${age} ago.`,
    lostFirst: 'No connection to the hub yet. Is it running, and may this page reach it?',
    retry: (seconds: number) => (seconds <= 0 ? 'Trying now.' : `Trying again in ${seconds} s.`),
    refused: (why: Refused) => refusals[why],
    api: (kind: string, why: string) => `${kind} are not known: ${why}`,
    apiStale: (kind: string, age: string, why: string) => `No news of ${kind} for ${age}: ${why}`,
  },
  kinds: { services: 'Services', endpointSlices: 'EndpointSlices', pods: 'Pods', nodes: 'Nodes' },
  notFound: 'Nothing here',
  unknownAddress: (path: string) => `There is no view at ${path}.`,
  toTopology: 'Go to the topology',
  failed: 'This view stopped over a fault of its own.',
  tryAgain: 'Try again',
  loading: 'Loading the view',
}
