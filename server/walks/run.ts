/**
 * One walk: captures start on every node concerned, then one request is sent, or the next one of the source is waited for;
 * what was captured is read with what the kernels say of that connection.
 */
import type { CaptureId, PacketRow } from '#model/capture/capture.ts'
import type { NodeName } from '#model/ids.ts'
import type { ProbeTry } from '#model/probe/question.ts'
import { findServicePort } from '#model/service-port.ts'
import { planWalk, type WalkPlan } from '#model/walk/plan.ts'
import { resolveWalk } from '#model/walk/resolve.ts'
import {
  mostWalkNodes,
  type WalkAsked,
  type WalkCapture,
  type WalkId,
  type WalkResult,
  type WalkStage,
} from '#model/walk/walk.ts'
import {
  askConnection,
  connectionOfProbe,
  firstRequest,
  type KnownConnection,
  unknownConnection,
} from './connection.ts'
import type { WalksOptions } from './parts.ts'

export interface WalkRun {
  /** Rejects with a sentence when it cannot be done; null when it was cancelled. */
  readonly ended: Promise<WalkResult | null>
  readonly capture: CaptureId
  cancel(): void
}

export interface RunOptions extends WalksOptions {
  readonly id: WalkId
  readonly asked: WalkAsked
  readonly plan: WalkPlan
  readonly capture: CaptureId
  /** Every node listens, or was refused. */
  readonly started: Promise<void>
  readonly onStage: (stage: WalkStage) => void
}

/** Captures that have not begun by then are done without. */
const startMs = 4_000
/** Facts that are not here by then are taken as they were. */
const refreshMs = 6_000
/** The last packets of a connection, and agents' word of them. */
const trailMs = 600
const lookMs = 200
/** A connection that was found is watched so long before it is read: most requests end sooner. */
const followMs = 2_500
/** A real server on a node without a capture was chosen: asked again so often. */
const mostProbes = 5

export function runWalk(options: RunOptions): WalkRun {
  const { capture, captures, timing } = options
  let isCancelled = false
  let wake: (() => void) | null = null
  const cancelled = Promise.withResolvers<null>()
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const undo = timing.after(ms, resolve)
      wake = () => {
        undo()
        resolve()
      }
    })
  const isOver = () => isCancelled || captures.captures().get(capture)?.endedAt !== null

  // While captures run: what tables, routes and devices said before may be ten seconds old.
  const refreshed = Promise.race([options.refresh(options.plan.captures.keys()), wait(refreshMs)])

  async function run(): Promise<WalkResult | null> {
    await Promise.race([options.started, wait(startMs)])
    if (isCancelled) return null
    const { connection, probe } = options.asked.how === 'probe' ? await probeOnce(options) : await waitForTraffic()
    if (isCancelled) return null
    options.onStage('gathering')
    await wait(trailMs)
    captures.stop(capture)
    // Agents tell at the end what their kernels dropped; the hub waits for it no longer than a few seconds.
    await Promise.all([captures.ended(capture), refreshed])
    return isCancelled ? null : resolveWalk(evidenceOf(options, connection, probe))
  }

  async function waitForTraffic(): Promise<{ connection: KnownConnection; probe: null }> {
    options.onStage('waiting-for-traffic')
    const { origin } = options.plan.ground
    const source = origin.is === 'process' ? options.asked.target.address : origin.address
    for (;;) {
      const client = firstRequest(rowsOf(options), source, options.asked.target)
      if (client !== null) {
        await wait(followMs)
        return {
          connection: await askConnection(options.connections, options.plan.translator, client, options.asked.target),
          probe: null,
        }
      }
      if (isOver()) return { connection: unknownConnection, probe: null }
      await wait(lookMs)
    }
  }

  return {
    capture,
    // An agent may take its time to answer: nobody waits for it who has cancelled.
    ended: Promise.race([run(), cancelled.promise]),
    cancel() {
      isCancelled = true
      captures.stop(capture)
      wake?.()
      cancelled.resolve(null)
    },
  }
}

async function probeOnce({ asked, plan, probe, connections, onStage }: RunOptions) {
  onStage('probing')
  const node = asked.source.is === 'node' ? asked.source.node : plan.translator
  const { address, port } = asked.target
  const isLocal = plan.ground.networks.of(node)?.isLocal(address) ?? false
  let last: ProbeTry | null = null
  for (let tries = 0; tries < mostProbes; tries++) {
    const answer = await probe(node, { address, port, method: asked.method, tries: 1 })
    if (!answer.ok) throw new Error(`Node “${node}” could not be made to ask: ${answer.why}`)
    last = answer.value.tries[0] ?? null
    const host = last?.chosen ? plan.ground.podAt(last.chosen.address)?.node : null
    if (!host || plan.captures.has(host)) break
  }
  const own = last === null ? unknownConnection : connectionOfProbe(last, asked.target, isLocal)
  // Where another node translates, its kernel made the choice.
  const isElsewhere = plan.translator !== node && own.client !== null
  const connection = isElsewhere ? await askConnection(connections, plan.translator, own.client, asked.target) : own
  return { connection, probe: last }
}

function rowsOf({ captures, capture }: RunOptions): PacketRow[] {
  return captures
    .rowsOf(capture)
    .flatMap(({ node, packet, device }, at) =>
      packet === null ? [] : [{ ...packet, capture, number: at + 1, node, device }],
    )
}

/** What the way is worked out from, by now; as it was planned where it cannot be planned any more. */
function groundNow({ cluster, asked, plan }: RunOptions): WalkPlan['ground'] {
  const named = findServicePort(cluster(), asked.port)
  const planned = named === null ? null : planWalk(cluster(), named, asked)
  return planned?.ok ? planned.plan.ground : plan.ground
}

function evidenceOf(options: RunOptions, connection: KnownConnection, probe: ProbeTry | null) {
  const { id, capture, asked } = options
  const plan = { ...options.plan, ground: groundNow(options) }
  return { walk: id, capture, asked, plan, rows: rowsOf(options), captures: capturesOf(options), connection, probe }
}

/** How each node's capture went; nodes that were left out have a sentence instead. */
function capturesOf({ captures, capture, plan }: RunOptions): Omit<WalkCapture, 'packets'>[] {
  const nothing = { captured: 0, dropped: null, why: null, isLeftOut: false }
  const told = captures.captures().get(capture)?.nodes ?? []
  return [
    ...told.map(({ node, packets, feed }) => ({
      ...nothing,
      node,
      captured: packets,
      refused:
        feed.is === 'refused'
          ? feed.why
          : feed.is === 'starting'
            ? 'It had not begun when the request was sent.'
            : null,
      ...(feed.is === 'ended' ? { dropped: feed.dropped, why: feed.why } : {}),
    })),
    ...plan.leftOut.map((node: NodeName) => ({
      ...nothing,
      node,
      refused: `A walk captures on ${mostWalkNodes} nodes at most.`,
      isLeftOut: true,
    })),
  ]
}
