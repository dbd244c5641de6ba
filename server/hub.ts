/**
 * The hub, put together: fleet and Kubernetes on one side, one cluster in the middle, browsers and
 * programs on the other; what is read only when somebody asks goes the other way. Reads as its
 * table of contents.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { type Cluster, emptyCluster } from '#model/cluster.ts'
import { makeJoin } from '#model/join/join.ts'
import { templateName } from '#model/snapshot/one-file.ts'
import { formatAudit } from './audit.ts'
import { openAuth } from './auth/auth.ts'
import type { KeptToken } from './auth/token-file.ts'
import { greet } from './auth/visitors.ts'
import { openApart } from './compare/open-apart.ts'
import type { HubConfig } from './config.ts'
import { makeEmbed } from './embed/embed.ts'
import { frameable } from './embed/frame.ts'
import { keepEmbedKey } from './embed/key.ts'
import { openLine } from './fleet/ask.ts'
import { makeFleet } from './fleet/fleet.ts'
import { makeFlows } from './flows/flows.ts'
import { makeGate } from './gate.ts'
import { rememberIn } from './history/remember.ts'
import { makeIdentifyAll } from './identify.ts'
import { startKube } from './kube/kube.ts'
import { makePeerOf } from './listen/peer.ts'
import { startLive, usualLiveLimits } from './live/live.ts'
import { makeMetrics, metricsType } from './metrics/metrics.ts'
import { loadPages } from './pages/pages.ts'
import { makeReports, reportsPath } from './pages/reports.ts'
import { makeProofs } from './proofs.ts'
import { makeQuestions } from './questions.ts'
import { recentSeries } from './recent-series.ts'
import { makeCompare } from './rest/compare.ts'
import { answerRest } from './rest/rest.ts'
import { knowScraper } from './scraper.ts'
import { makeSnapshots } from './snapshots/snapshots.ts'
import { openStore } from './store/open.ts'
import { makeTick } from './tick.ts'
import { hubVersion } from './version.ts'
import { makeWaiting } from './waiting.ts'
import { startWeb } from './web.ts'

export interface Hub {
  /** Where a browser finds it, base path included. */
  readonly url: string
  readonly port: number
  /** The token of its own it keeps for logins; null where it needs none. */
  readonly token: KeptToken | null
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

/** Rejects with a sentence when the port cannot be had. `log` is told what no screen shows. */
export async function startHub(config: HubConfig, log: (sentence: string) => void = () => {}): Promise<Hub> {
  let cluster: Cluster = { ...emptyCluster, name: config.clusterName, demo: config.demo, pollMs: config.pollMs }
  const { basePath, allowedOrigins } = config
  const pages = await loadPages(config.pagesDir, basePath)
  const store = await openStore({ choice: config.store, mostBytes: config.storeBytes, log })
  const auth = await openAuth({
    settings: config.auth,
    host: config.host,
    basePath,
    dataDir: config.dataDir,
    store,
    timing,
    onEnded: () => live.recheck(),
    log,
  })
  const isEmbedding = config.embed.parents.length > 0
  const embedKey = isEmbedding && !config.demo ? await keepEmbedKey(config.dataDir) : randomBytes(32)
  const embed = makeEmbed({ settings: config.embed, key: embedKey, now: timing.now })
  const peerOf = makePeerOf(config.unixSocket !== null)
  const gate = makeGate({
    login: config.auth.is,
    identify: auth.identify,
    peerOf,
    allowedOrigins,
    hosts: config.hosts,
    findEmbedded: isEmbedding ? embed.find : undefined,
  })
  const live = startLive({
    epoch: randomUUID(),
    hubVersion,
    admit: gate.admit,
    admitBearer: gate.admitBearer,
    timing,
    onScopes: () => flows.look(live.looked()),
    ...usualLiveLimits,
  })

  const history = rememberIn(store, {
    historyBytes: config.historyBytes,
    isInMemory: config.store.is === 'memory',
    hubVersion,
    timing,
    log,
  })
  /** The whole cluster as it was; null where nothing is remembered. */
  const moment = async (ms: number) => history?.at(ms) ?? null
  const snapshots = await makeSnapshots({
    store,
    cluster: () => cluster,
    moment,
    series: recentSeries(history),
    hub: hubVersion,
    mostDays: config.snapshotMostDays,
    template: () => pages.read(`/${templateName}`),
    random: randomBytes,
    timing,
    log,
  })
  const metrics = makeMetrics(hubVersion)
  const reports = makeReports(timing.now, log)
  const scraperOf = knowScraper(config.metricsToken)
  const hubFigures = async () => ({
    sockets: live.sockets(),
    storeIsFine: store.standing().is === 'fine',
    storeRoomBytes: await store.roomBytes().catch(() => null),
    snapshots: await snapshots.count(),
    history: history?.figures() ?? null,
    violations: reports.counts(),
  })

  const tick = makeTick({
    ...timing,
    tickMs: config.tickMs,
    run: () => {
      followAgents()
      const began = performance.now()
      cluster = joinNow()
      const joined = performance.now()
      live.publish(cluster)
      metrics.ticked(joined - began, performance.now() - joined)
      history?.record(cluster)
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

  const questions = makeQuestions(fleet)
  const flows = makeFlows({ ask: questions.connections, cluster: () => cluster, changed: tick.changed, timing })

  const waiting = makeWaiting(timing.after)
  const { access, captures, walks, proofs, ...proving } = makeProofs({
    questions,
    follow: fleet.follow,
    cluster: () => cluster,
    // What is read seldom, read now: a verdict must not rest on routes of ten seconds ago.
    async refresh(nodes) {
      await Promise.all([...nodes].map(fleet.refresh))
      await tick.next()
    },
    changed() {
      waiting.changed()
      tick.changed()
    },
    timing,
    log,
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
    snapshots,
    statisticsOf: fleet.statistics,
    connectionsOf: questions.connections,
    flowsOf: flows.once,
    compare: makeCompare({
      cluster: () => cluster,
      momentAt: moment,
      oldestAt: async () => (await history?.span())?.from ?? null,
      now: timing.now,
      openSnapshot: async (id, token, by) => {
        const kept = await snapshots.open(id, token, by)
        if (!kept.ok) return kept
        const opened = await openApart(kept.file)
        return opened.ok
          ? { ...opened, hasStandIns: opened.isPseudonymous }
          : { ok: false, status: 409, error: opened.why }
      },
    }),
    proofs,
    access,
    captures,
    walks,
    history,
    metrics: async (seen: Cluster, isWhole: boolean) => ({
      status: 200,
      headers: { 'content-type': metricsType, 'cache-control': 'no-store' },
      body: await metrics.write(seen, isWhole ? await hubFigures() : null),
    }),
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
  const identify = makeIdentifyAll(embed, auth.identify)
  let stopping: Promise<void> | null = null
  const web = await startWeb({
    host: config.host,
    port: config.port,
    unixSocket: config.unixSocket,
    tls: config.tls,
    after: timing.after,
    log,
    basePath,
    peerOf,
    whyUnknown: auth.whyUnknown,
    answer: async (request) => {
      const others = () => auth.answer(request) ?? embed.answer(request) ?? reports.answer(request)
      const told = answerRest({ ...rest, others }, request)
      if (told !== null) return greet(await told, request.identity?.visitorSecret ?? null, request.origin)
      return frameable(pages.answer(request), request.path, config.embed.parents)
    },
    recall: auth.recall,
    identify: (asking, path) => scraperOf(path, asking) ?? identify(asking, path),
    refuse: gate.refuse,
    // Reports are lines of their own, and bounded ones.
    onAction: (action) => action.path === reportsPath || log(formatAudit(action, timing.now())),
    upgrade: live.upgrade,
    onFault: (error) => log(`An answer failed: ${error instanceof Error ? error.stack : error}`),
  }).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  tick.changed()

  /** Once, however often it is asked. */
  function stop(): Promise<void> {
    stopping ??= stopAll()
    return stopping
  }
  async function stopAll(): Promise<void> {
    tick.close()
    snapshots.close()
    flows.close()
    waiting.close()
    proving.close()
    kube.close()
    fleet.close()
    const writing = Promise.all([history?.close(), auth.close()])
    const closing = Promise.all([live.close(), writing.then(store.close)])
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 3_000).unref())])
  }
  return {
    url: web.url,
    port: web.port,
    token: auth.kept,
    close: async () => {
      await stop()
      await web.close()
    },
  }
}
