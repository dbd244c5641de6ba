/**
 * The hub, put together: fleet and Kubernetes on one side, one cluster in the middle, browsers and
 * programs on the other; what is read only when somebody asks goes the other way. Reads as its
 * table of contents.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import type { NodeName } from '#model/ids.ts'
import { makeJoin } from '#model/join.ts'
import { everybody } from '#model/principal.ts'
import { type ProbeAsk, parseProbeAnswer, probeLimits } from '#model/probe/question.ts'
import { agentPaths } from '#model/report.ts'
import { type ConnectionsQuestion, parseConnectionsAnswer } from '#model/sources/connections/report.ts'
import { makeAccess } from './access/access.ts'
import { refuseAction, whyWithoutActions } from './actions.ts'
import { makeCaptures } from './captures/captures.ts'
import type { HubConfig } from './config.ts'
import { openLine } from './fleet/ask.ts'
import { makeFleet } from './fleet/fleet.ts'
import { makeFlows } from './flows/flows.ts'
import { startKube } from './kube/kube.ts'
import { startLive, usualLiveLimits } from './live/live.ts'
import { mayConnect } from './origin.ts'
import { loadPages } from './pages/pages.ts'
import { gatherProofs } from './proofs.ts'
import { makeCompare } from './rest/compare.ts'
import { answerRest } from './rest/rest.ts'
import { openStore } from './store/open.ts'
import { makeTick } from './tick.ts'
import { hubVersion } from './version.ts'
import { makeWaiting } from './waiting.ts'
import { makeWalks } from './walks/walks.ts'
import { startWeb } from './web.ts'

export interface Hub {
  /** Where a browser finds it, base path included. */
  readonly url: string
  readonly port: number
  /** Tells browsers, then stops; within a few seconds whatever happens. */
  close(): Promise<void>
}

const timing = {
  now: Date.now,
  random: Math.random,
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Of an agent's answer about connections: it may have to read hundreds of thousands of them. */
const connectionLimits = { deadlineMs: 15_000, maxBytes: 8 << 20 }
/** Of an agent's answer about a probe, besides the time of its tries. */
const probeLimit = { slackMs: 12_000, maxBytes: 256 << 10 }

/** Names a test, capture or walk. */
const randomId = (): string => randomBytes(6).toString('hex')

/** Rejects with a sentence when the port cannot be had. `log` is told what no screen shows. */
export async function startHub(config: HubConfig, log: (sentence: string) => void = () => {}): Promise<Hub> {
  let cluster: Cluster = { ...emptyCluster, name: config.clusterName, demo: config.demo, pollMs: config.pollMs }
  const { basePath, allowedOrigins } = config
  const withoutActions = whyWithoutActions(config)
  const pages = await loadPages(config.pagesDir, basePath)
  const store = await openStore({ choice: config.store, mostBytes: config.storeBytes, log })
  const live = startLive({
    epoch: randomUUID(),
    hubVersion,
    mayConnect: (asker) => mayConnect(asker, allowedOrigins),
    withoutActions,
    timing,
    onScopes: () => flows.look(live.scopes()),
    ...usualLiveLimits,
  })

  const tick = makeTick({
    ...timing,
    tickMs: config.tickMs,
    run: () => {
      followAgents()
      cluster = joinNow()
      live.publish(cluster)
    },
    onFault: (error) => log(`A tick failed: ${error instanceof Error ? error.stack : error}`),
  })
  const fleet = makeFleet({
    token: config.agentToken,
    pollMs: config.pollMs,
    limits: {
      deadlineMs: config.pollDeadlineMs,
      blobsDeadlineMs: Math.max(10_000, config.pollDeadlineMs),
      reportBytes: 8 << 20,
      blobsBytes: 64 << 20,
    },
    line: openLine(),
    timing,
    onChange: tick.changed,
  })
  const kube = startKube({
    access: config.kube,
    agentService: config.agentService,
    timing,
    onChange: tick.changed,
    log,
  })

  const connectionsOf = (node: NodeName, question: ConnectionsQuestion) =>
    fleet.ask(node, {
      path: agentPaths.connections,
      body: question,
      parse: parseConnectionsAnswer,
      ...connectionLimits,
    })
  const flows = makeFlows({ ask: connectionsOf, cluster: () => cluster, changed: tick.changed, timing })

  const waiting = makeWaiting(timing.after)
  const proofChanged = () => {
    waiting.changed()
    tick.changed()
  }
  const probe = (node: NodeName, question: ProbeAsk, deadlineMs: number) =>
    fleet.ask(node, {
      path: agentPaths.probes,
      body: question,
      parse: parseProbeAnswer,
      maxBytes: probeLimit.maxBytes,
      deadlineMs,
      onOwnConnection: true,
    })
  /** What is read seldom, read now: a verdict must not rest on routes of ten seconds ago. */
  const refresh = async (nodes: Iterable<NodeName>) => {
    await Promise.all([...nodes].map(fleet.refresh))
    await tick.next()
  }
  const own = { cluster: () => cluster, refresh, changed: proofChanged, timing, randomId, log }
  const access = makeAccess({ ...own, ask: probe })
  const captures = makeCaptures({ ...own, follow: fleet.follow })
  const walks = makeWalks({
    ...own,
    captures,
    probe: (node, ask) => probe(node, ask, (ask.timeoutMs ?? probeLimits.usualMs) + probeLimit.slackMs),
    connections: connectionsOf,
  })
  const proofs = gatherProofs({
    accessTests: access.tests,
    accessCells: access.cells,
    accessSchedules: access.schedules,
    captures: captures.captures,
    packets: captures.packets,
    walks: walks.walks,
    walkResults: walks.results,
  })

  let found: ReturnType<typeof kube.agents> | null = null
  function followAgents(): void {
    if (found === kube.agents()) return
    found = kube.agents()
    fleet.setTargets([...config.agents, ...found])
  }

  const join = makeJoin()
  const joinNow = (): Cluster =>
    join(cluster, {
      at: timing.now(),
      name: config.clusterName,
      demo: config.demo,
      pollMs: config.pollMs,
      api: kube.feeds(),
      inventory: kube.inventory(),
      inventoryKnown: kube.isKnown(),
      fleet: fleet.nodes(),
      tables: fleet.tables,
      virtualServers: fleet.virtualServers,
      facts: fleet.facts(),
      flows: flows.flows(),
      flowFeeds: flows.feeds(),
      proofs: proofs(),
      scheduler: config.scheduler,
    })

  const rest = {
    cluster: () => cluster,
    statisticsOf: fleet.statistics,
    connectionsOf,
    flowsOf: flows.once,
    compare: makeCompare({
      cluster: () => cluster,
      momentAt: async () => null,
      openSnapshot: async () => ({ ok: false, status: 404, error: 'There is no such snapshot.' }),
    }),
    proofs,
    access,
    captures,
    walks,
    until: waiting.until,
    now: timing.now,
    readiness: () => ({
      pagesArePresent: pages.arePresent,
      apiWasAsked: kube.wasAsked(),
      fleetWasAsked: found !== null && fleet.askedOnce(),
      storeIsFine: store.standing().is === 'fine',
    }),
    basePath,
    version: hubVersion,
  }
  const web = await startWeb({
    host: config.host,
    port: config.port,
    basePath,
    answer: (request) => answerRest(rest, request) ?? pages.answer(request),
    identify: () => everybody,
    refuseAction: (headers) => refuseAction(headers, withoutActions, allowedOrigins),
    upgrade: live.upgrade,
    onFault: (error) => log(`An answer failed: ${error instanceof Error ? error.stack : error}`),
  }).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  tick.changed()

  async function stop(): Promise<void> {
    tick.close()
    flows.close()
    waiting.close()
    walks.close()
    access.close()
    captures.close()
    kube.close()
    fleet.close()
    const closing = Promise.all([live.close(), store.close()])
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 3_000).unref())])
  }
  return {
    url: web.url,
    port: web.port,
    close: async () => {
      await stop()
      await web.close()
    },
  }
}
