/** Every way and every breakage walked on real kernels, and the article's capture beside tcpdump's own: as a table. */
import { type Breakage, breakages, scene } from './breakages.ts'
import { deviceName } from './device-name.ts'
import { fetchHub } from './hub-ask.ts'
import { untilHubHasTable } from './hub-table.ts'
import { type EndedWalk, walk } from './hub-walks.ts'
import { impatientMs, type Lab, until } from './lab.ts'
import { type OfferName, offers } from './offers.ts'
import { type LabService, nodes, web, webUrl } from './reference-case.ts'
import { startLab } from './start.ts'
import { causeOf, pathCases, pathOf, questionOf, wordsOfTruth, wordsOfVerdict } from './walk-cases.ts'
import { formatSighting, type SeenPacket, sightingsOf, watchDuring } from './watch.ts'

export interface Proved {
  readonly name: string
  readonly expected: string
  readonly found: string
  readonly isRight: boolean
}

const proved = (name: string, expected: string, found: string): Proved => ({
  name,
  expected,
  found,
  isRight: expected === found,
})

/** All there is to prove, told one by one as it is found. The lab has a hub, and `web` any number of Pods. */
export async function* proveWalks(lab: Lab): AsyncGenerator<Proved> {
  await lab.scale(1)
  for (const name of Object.keys(offers) as OfferName[]) await lab.offer(name)
  for (const { name } of nodes) await untilHubHasTable(lab, name)
  for (const { service } of Object.values(offers))
    if (service !== null) await until(`the hub knows ${service.name}`, 60_000, () => isKnown(lab, service))
  yield* proveArticle(lab)
  for (const each of pathCases) yield await provePath(lab, each)
  for (const each of breakages) yield await proveBroken(lab, each)
}

const isKnown = (lab: Lab, { namespace, name }: LabService): Promise<boolean> =>
  fetchHub(lab.state, `/services/${namespace}/${name}`).then(
    () => true,
    () => false,
  )

/**
 * Section 4 of the article: one Pod on znode2, asked from zmaster0. What the walk says was seen at the Pod's device is what a
 * tcpdump run beside it says, packet by packet.
 */
export async function* proveArticle(lab: Lab): AsyncGenerator<Proved> {
  const device = deviceName(scene.pod.namespace, scene.pod.name)
  let ended: EndedWalk | null = null
  const seen = await watchDuring(lab, [scene.pod.node], [web.port], async () => {
    ended = await walk(lab.state, {
      source: { is: 'node', node: scene.sender },
      port: `${web.namespace}/${web.name}:${web.port}/TCP`,
    })
  })
  const { result } = ended as unknown as EndedWalk
  const beside = seen
    .filter((packet) => packet.device === device && packet.way !== 'icmp')
    .map(({ text }) => flagsOf(text))
  const stops = result.stops.flatMap(({ place, node }, at) =>
    place.is === 'device' && place.device === device && node === scene.pod.node ? [at] : [],
  )
  const walked = result.packets.flatMap(({ words, sightings }) =>
    sightings.flatMap(({ stop, line }) => (stops.includes(stop) ? [`${flagsOf(line)}`, words] : [])),
  )
  const lines = walked.filter((_, at) => at % 2 === 0)
  yield proved(`packets at ${device}, as tcpdump beside it saw them`, beside.join(' '), lines.join(' '))
  const facts = result.verdict.is === 'unseen' ? null : result.verdict.facts
  yield proved('of these carried the ClusterIP', '0', String(facts?.atPod?.carryingVirtual))
  yield proved('all of them in the verdict', String(beside.length), String(facts?.atPod?.packets))
}

/** `[S.]`, with what was sent behind it. */
function flagsOf(line: string): string {
  const [, flags = '?'] = /Flags (\[[^\]]*\])/.exec(line) ?? []
  const [, length = '0'] = /length (\d+)/.exec(line) ?? []
  return length === '0' ? flags : `${flags}${length}`
}

async function provePath(lab: Lab, each: (typeof pathCases)[number]): Promise<Proved> {
  const back = each.verdict === 'through' ? each.devices.toReversed().join(' · ') : 'not'
  const expected = `${each.verdict}, source ${each.source}: ${each.devices.join(' · ')}; back ${back}`
  const found = await walk(lab.state, each.question, () => each.provoke?.(lab) ?? Promise.resolve()).then(
    (ended) => {
      const path = pathOf(ended)
      const way = path.verdict === 'through' ? path.back.join(' · ') : 'not'
      return `${path.verdict}, source ${path.source}: ${path.devices.join(' · ')}; back ${way}`
    },
    (error: Error) => error.message,
  )
  return proved(each.name, expected, found)
}

/** What the walk finds, and that the truth it is held against is what tcpdump sees in the same moment. */
async function proveBroken(lab: Lab, breakage: Breakage): Promise<Proved> {
  const undo = await breakage.make(lab, scene)
  try {
    let ended: EndedWalk | null = null
    const packets = await watchDuring(lab, [scene.sender, scene.pod.node], [web.port], async () => {
      ended = await walk(lab.state, questionOf(breakage))
    })
    const { result } = ended as unknown as EndedWalk
    const beside = sightingsOf(packets.filter(isOfTheLost(breakage)))
    const causes = result.verdict.causes.map(({ id }) => id)
    const wanted = causeOf[breakage.name] ?? []
    const named = wanted.filter((id) => causes.some((cause) => cause === id))
    return proved(
      `broken: ${breakage.name}`,
      `${wordsOfTruth(breakage.truth(scene))}; ${wanted.join(', ')}; tcpdump beside it: ${breakage.seen(scene).map(formatSighting).sort().join(' · ')}`,
      `${wordsOfVerdict(result)}; ${named.length === wanted.length ? named.join(', ') : causes.join(', ') || 'no cause'}; tcpdump beside it: ${[...beside].sort().join(' · ')}`,
    )
  } finally {
    await undo()
    await until('it is mended', 60_000, async () => (await lab.ask(scene.sender, webUrl, impatientMs)).status === 200)
  }
}

/** Of a large answer that is lost: what the smaller packets of its connection show is the whole way. */
const isOfTheLost =
  ({ path }: Breakage) =>
  ({ way, bytes }: SeenPacket): boolean =>
    way !== 'icmp' && (path === '/' || way === 'request' || bytes > 1_000)

/** `npm run lab -- walk`: starts a lab, prints the table; 0 when all is right. */
export async function runWalkProof(say: (line: string) => void): Promise<number> {
  // Left alone for an hour, kube-proxy repairs nothing.
  const lab = await startLab({ hubPort: 0, syncPeriodMs: 3_600_000, say })
  try {
    let right = 0
    let all = 0
    for await (const { name, expected, found, isRight } of proveWalks(lab)) {
      all++
      if (isRight) right++
      say(`${isRight ? 'ok    ' : 'WRONG '} ${name}`)
      say(`         ${expected}`)
      if (!isRight) say(`   found ${found}`)
    }
    say(right === all ? `All of it holds: ${right} of ${all}.` : `${all - right} of ${all} are wrong.`)
    return right === all ? 0 : 1
  } finally {
    await lab.close()
  }
}
