import type { AccessTest } from '#model/access/access.ts'
import type { ProbeOutcome } from '#model/probe/question.ts'
import type { Role } from '#model/tie.ts'

const digits = (count: number) => count.toLocaleString('en-US')
const nodes = (count: number) => (count === 1 ? '1 node' : `${digits(count)} nodes`)
const ports = (count: number) => (count === 1 ? '1 port' : `${digits(count)} ports`)
const tries = (count: number) => (count === 1 ? '1 try' : `${count} tries`)

/** How a try ended, short enough for a cell. */
const outcomes: Record<ProbeOutcome, string> = {
  answered: 'answered',
  refused: 'refused',
  unreachable: 'unreachable',
  timeout: 'timeout',
  reset: 'reset',
  closed: 'closed',
  'wrong-status': 'wrong status',
  failed: 'could not ask',
}

const outcomesWhy: Record<ProbeOutcome, string> = {
  answered: 'An answer came in time.',
  refused: 'A reset or an ICMP port unreachable to the first packet.',
  unreachable: 'Another ICMP error, or the node has no route.',
  timeout: 'Silence for as long as the patience lasts.',
  reset: 'Connected, and then ended by a reset.',
  closed: 'Connected, and then closed without an answer.',
  'wrong-status': 'An answer, but another status than asked for.',
  failed: 'The node could not even open a socket for it.',
}

const addresses: Record<Role, string> = {
  'cluster-ip': 'ClusterIP',
  'load-balancer': 'load balancer',
  'external-ip': 'external IP',
  'node-port': 'node port, at its own address',
}

const tests: Record<AccessTest['outcome'], string> = { running: 'running', done: 'done', cancelled: 'cancelled' }

/** Words of access tests: does each node get an answer from each Service port? */
export const access = {
  count: (all: number) => (all === 1 ? '1 test' : `${all} tests`),
  question: {
    title: 'What to ask',
    ports: 'Service ports',
    findPort: 'Service, port or address',
    allOf: (namespace: string, count: number) => `All ${ports(count)} of ${namespace}`,
    removePort: (port: string) => `Do not ask ${port}`,
    nodes: 'From nodes',
    findNode: 'Node',
    allNodes: (count: number) => `all ${digits(count)}`,
    removeNode: (node: string) => `Not from ${node}`,
    noMatch: 'Nothing fits.',
    at: 'At',
    addresses,
    method: 'By',
    usual: 'what fits the port',
    usualWhy:
      'HTTP GET / where name or number say HTTP, a DNS query at port 53, a datagram at other UDP ports, otherwise a TCP connect.',
    methods: { tcp: 'TCP connect', http: 'HTTP GET', https: 'HTTPS GET', dns: 'DNS query', udp: 'UDP datagram' },
    path: 'Path',
    name: 'Name to ask for',
    tries: 'Tries',
    triesWhy: 'Twenty show how the load is shared among real servers.',
    patience: 'Patience',
    patienceWhy:
      'How long a try may take: 5 s sees a first packet sent again after 3 s, 65 s the step of 63 s of checksum offload.',
    seconds: (n: number) => `${n} s`,
    tooMany: (most: number) => `At most ${digits(most)} ports in one test: take some out.`,
  },
  run: 'Run',
  running: 'Running',
  starting: 'Starting',
  cancel: 'Cancel',
  choosePorts: 'Choose Service ports first.',
  change: 'Change what is asked',
  shut: 'Hide',
  fromNodes: (count: number) => `from ${nodes(count)}`,
  repeat: 'Repeat',
  every: (seconds: number) =>
    seconds < 3600 ? (seconds === 60 ? 'every minute' : `every ${seconds / 60} min`) : 'every hour',
  schedule: 'Schedule',
  schedules: 'Schedules',
  next: (age: string) => `next in ${age}`,
  nextNow: 'next now',
  stop: 'Stop',
  byHand: 'by hand',
  bySchedule: 'by schedule',
  progress: (done: number, all: number) => `${digits(done)} of ${digits(all)} pairs`,
  tests: 'Newest tests',
  outcomes,
  /** For the narrow cells of a large map. */
  shortOutcomes: { ...outcomes, unreachable: 'unreach.', 'wrong-status': 'status', failed: 'no try' },
  outcomesWhy,
  testStates: tests,
  testCounts: {
    allAnswered: 'all answered',
    failed: (count: number) => `${digits(count)} failed`,
    excused: (count: number) => `${digits(count)} silent or by policy`,
    notAsked: (count: number) => `${digits(count)} not asked`,
  },
  asked: (tryCount: number, seconds: number) => `${tries(tryCount)} a pair, ${seconds} s each`,
  sentence: {
    allOne: (count: number) =>
      count === 1 ? 'The node gets an answer from {port}.' : `All ${count} nodes get an answer from {port}.`,
    someOne: (answered: number, all: number) => `${answered} of ${nodes(all)} get every answer from {port}.`,
    all: (nodeCount: number, portCount: number) =>
      `All ${nodes(nodeCount)} get an answer from all ${ports(portCount)}.`,
    some: (answered: number, all: number) =>
      `${digits(answered)} of ${digits(all)} pairs of node and port get every answer.`,
    allExpectedOne: (count: number) =>
      `Every node that is to get an answer from {port} gets one: ${digits(count)} of them.`,
    allExpected: (count: number) =>
      `Every pair of node and port that is to get an answer gets one: ${digits(count)} of them.`,
    nobody: 'No node could be asked.',
    noneExpected: 'Of no pair an answer was to be expected.',
    starting: 'The first answers are on their way.',
    soFar: (sentence: string) => `So far: ${sentence}`,
    cancelled: (sentence: string) => `Cancelled before its end. Until then: ${sentence}`,
  },
  line: {
    /** What all failing cells have in common. `{who}`: the node, port or real server it is. */
    common: {
      everything: (what: string) => `No node gets an answer from any port: ${what}.`,
      node: (what: string, count: number) =>
        `{who} ${count === 1 ? 'reaches' : 'reach'} nothing: ${what} at every port.`,
      nodeBeyond: (what: string, count: number) =>
        `{who} ${count === 1 ? 'reaches' : 'reach'} no real server on another node: ${what}.`,
      port: (what: string, count: number, isAll: boolean, all: number) =>
        `{who} ${count === 1 ? 'fails' : 'fail'} from ${isAll ? `all ${nodes(all)}` : 'every node that asked'}: ${what}.`,
      host: (what: string, some: number) =>
        `The real servers on {who} answer none of the ${nodes(some)} that were sent there: ${what}.`,
      hostBeyond: (what: string, some: number) =>
        `The real servers on {who} answer none of the ${nodes(some)} that were sent there from elsewhere: ${what}.`,
      real: (what: string, some: number) =>
        `Real server {who} of {port} answers none of the ${nodes(some)} that were sent there: ${what}.`,
      realBeyond: (what: string, some: number) =>
        `Real server {who} of {port} answers none of the ${nodes(some)} that were sent there from elsewhere: ${what}.`,
    },
    /** `{who}`: names of nodes. */
    nodes: {
      failed: (what: string, _some: number, _all: number) => `{who}: no answer, ${what}.`,
      partly: (what: string, _some: number, _all: number) => `{who}: some tries end in ${what}.`,
      slow: (seconds: string, _some: number, _all: number) => `{who}: a first connect takes about ${seconds} s.`,
      'not-asked': (_some: number, _all: number) => '{who}: could not be asked.',
      'no-probe': (_some: number, _all: number) => '{who}: no probe for this port.',
      silent: (_some: number, _all: number) => '{who}: no answer; UDP does not tell whether it arrived.',
      'by-policy': (_some: number, _all: number) => '{who}: dropped by policy.',
    },
    port: {
      failed: (what: string, some: number, all: number) => `{who}: ${what} from ${digits(some)} of ${nodes(all)}.`,
      partly: (what: string, some: number, all: number) =>
        `{who}: some tries end in ${what} from ${digits(some)} of ${nodes(all)}.`,
      slow: (seconds: string, some: number, all: number) =>
        `{who}: a first connect takes about ${seconds} s from ${digits(some)} of ${nodes(all)}.`,
      'not-asked': (some: number, all: number) => `{who}: ${digits(some)} of ${nodes(all)} could not be asked.`,
      'no-probe': (_some: number, _all: number) => '{who}: no probe for this port.',
      silent: (some: number, all: number) =>
        `{who}: no answer to ${digits(some)} of ${nodes(all)}; UDP does not tell whether it arrived.`,
      'by-policy': (some: number, all: number) => `{who}: dropped by policy on ${digits(some)} of ${nodes(all)}.`,
    },
    node: {
      failed: (what: string, some: number, all: number) => `{who}: ${what} at ${digits(some)} of ${ports(all)}.`,
      partly: (what: string, some: number, all: number) =>
        `{who}: some tries end in ${what} at ${digits(some)} of ${ports(all)}.`,
      slow: (seconds: string, some: number, all: number) =>
        `{who}: a first connect takes about ${seconds} s at ${digits(some)} of ${ports(all)}.`,
      'not-asked': (some: number, all: number) => `{who}: could not be asked, ${digits(some)} of ${ports(all)}.`,
      'no-probe': (some: number, all: number) => `{who}: no probe for ${digits(some)} of ${ports(all)}.`,
      silent: (some: number, all: number) =>
        `{who}: no answer from ${digits(some)} of ${ports(all)}; UDP does not tell whether it arrived.`,
      'by-policy': (some: number, all: number) => `{who}: dropped by policy at ${digits(some)} of ${ports(all)}.`,
    },
    pairs: {
      failed: (what: string, _some: number, _all: number) => `{who}: ${what} at one port each.`,
      partly: (what: string, _some: number, _all: number) => `{who}: some tries end in ${what} at one port each.`,
      slow: (seconds: string, _some: number, _all: number) =>
        `{who}: a first connect takes about ${seconds} s at one port each.`,
      'not-asked': (_some: number, _all: number) => '{who}: could not be asked for one port each.',
      'no-probe': (_some: number, _all: number) => '{who}: no probe for one port each.',
      silent: (_some: number, _all: number) =>
        '{who}: no answer from one port each; UDP does not tell whether it arrived.',
      'by-policy': (_some: number, _all: number) => '{who}: dropped by policy at one port each.',
    },
    /** One pair alone: `{who}` is its node. */
    pair: {
      failed: (what: string, _some: number, _all: number) => `{who} at {port}: no answer, ${what}.`,
      partly: (what: string, _some: number, _all: number) => `{who} at {port}: some tries end in ${what}.`,
      slow: (seconds: string, _some: number, _all: number) =>
        `{who} at {port}: a first connect takes about ${seconds} s.`,
      'not-asked': (_some: number, _all: number) => '{who} at {port}: could not be asked.',
      'no-probe': (_some: number, _all: number) => '{who} at {port}: no probe for this port.',
      silent: (_some: number, _all: number) => '{who} at {port}: no answer; UDP does not tell whether it arrived.',
      'by-policy': (_some: number, _all: number) => '{who} at {port}: dropped by policy.',
    },
    share: (some: number, all: number) => `, ${some} of ${all}`,
    more: (count: number) => `${count === 1 ? '1 more line' : `${count} more lines`}: see only problems`,
  },
  cell: {
    waiting: 'waiting',
    asked: 'asking',
    notAsked: 'not asked',
    noProbe: 'no probe',
    silent: 'silent',
    policy: 'policy',
    byPolicy: 'dropped by policy',
    leftOut: 'left out',
    noPair: 'not in this test',
    some: (answered: number, all: number) => `${answered} of ${all}`,
    step: (seconds: string) => `${seconds} s step`,
    /** Said aloud of a cell. */
    told: (node: string, port: string, what: string) => `${node}, ${port}: ${what}`,
  },
  map: {
    caption: 'Nodes and Service ports, and what became of asking',
    node: 'Node',
    result: 'Result',
    status: 'Status',
    time: 'Time to answer',
    median: 'Median',
    p95: 'p95',
    ms: 'ms',
    shares: 'Real server chosen',
    sources: 'Seen as',
    sharesWhy: 'Tries of each real server the kernel chose; the tick is its expected share.',
    sourcesWhy: 'The source address that real servers saw, by conntrack.',
    onlyProblems: 'only problems',
    worstFirst: 'worst first',
    asTable: 'As a table',
    asMap: 'As a picture',
    gone: 'no Service has this port now',
    noProblems: 'No pair of this test has a problem.',
    showAll: 'Show all',
    keys: 'Arrow keys go from cell to cell.',
  },
  legend: {
    answered: 'answered, median ms',
    bar: 'time to answer, 0.1 ms to 100 s, logarithmic',
    median: 'median of the time to answer',
    p95: 'to p95',
    range: 'least to most',
    steps: 'a first packet sent again after 3 s, or offload given up after 63 s',
    shares: 'tries a real server got; tick: expected',
    partly: 'some tries failed',
    failed: 'no answer, and how it failed',
    silent: 'no answer; UDP does not tell whether it arrived',
    byPolicy: 'dropped by policy: the node is to answer nobody',
    notAsked: 'the node could not be asked',
    step: 'a first connect of 1 s, 3 s or 63 s',
  },
  panel: {
    close: 'Close',
    outcome: 'Tries',
    answeredOf: (answered: number, all: number) => `${answered} of ${tries(all)} answered`,
    status: (status: number) => `status ${status}`,
    times: (count: number) => `× ${count}`,
    latency: 'Time, ms',
    connect: 'connected',
    firstByte: 'first byte',
    least: 'least',
    median: 'median',
    p95: 'p95',
    most: 'most',
    step: {
      '1s': 'A step of 1 s: a first packet was lost and sent again.',
      '3s': 'A step of 3 s: a first packet was lost twice and sent again.',
      '63s': 'A step of 63 s: the kernel kept sending until it worked out the checksum itself.',
    },
    shares: 'Real servers the kernel chose',
    share: (count: number, share: number) => `${count} · ${Math.round(share * 100)} %`,
    expected: (share: number) => `expected ${Math.round(share * 100)} %`,
    expectedUnknown: 'how much to expect cannot be said',
    unknownChoice: 'not known',
    withoutConnections: (why: string) => `Who was chosen is not known here: ${why}`,
    noShares: 'No real server was chosen.',
    noEndpoint: 'no endpoint of the Service',
    onNode: (node: string) => `on ${node}`,
    sources: 'Source the real servers saw',
    noSources: 'Not known: conntrack does not tell.',
    why: 'Why',
    noCauses:
      'Nothing in the tables, the settings or the API explains it. Walk from here to see where the packets end.',
    silent:
      'No answer came, and no error. UDP does not tell whether a datagram arrived, and an application may take one and say nothing. Which real server was chosen is known all the same; a walk shows how far it came.',
    notAsked: (why: string) => `The node could not be asked: ${why}`,
    notAskedMeans: 'This says nothing about its traffic.',
    noTarget: 'The Service has no address of this kind.',
    walk: 'Walk from here',
    openNode: 'Node',
    openService: 'Service',
    byHand: (node: string) => `By hand on ${node}`,
    gone: 'This pair is not in the test that is shown.',
  },
  nothing: {
    notMade: 'No access test has been made yet.',
    notKept: 'No access test is kept of this moment.',
    none: 'Nothing has been asked yet. Choose Service ports and run a test: every node asks each of them, and says who answered.',
    noneOfPorts: 'These ports have not been asked yet. Run the test.',
    noTest: (id: string) => `The hub no longer has the test ${id}. It keeps the newest.`,
    servicesUnknown: 'Services are not known yet, so there is nothing to choose from.',
    noServices: 'No Service has a port with an address to ask.',
  },
  /** On the page of a Service. */
  ofService: {
    title: 'Access',
    ask: 'Ask from every node',
    askAgain: 'Ask again',
    open: 'Open the test',
    none: 'Not asked yet: does every node get an answer, how fast, and from which real server?',
    answered: (some: number, all: number) =>
      all === 0
        ? 'No answer yet.'
        : some === all
          ? `Every answer from all ${nodes(all)}.`
          : `Every answer from ${digits(some)} of ${nodes(all)}.`,
    excused: (count: number, what: string) => `${nodes(count)}: ${what}.`,
    notInTest: 'not in the newest test',
    tested: (age: string) => `asked ${age} ago`,
    walk: 'Packet walk',
  },
}
