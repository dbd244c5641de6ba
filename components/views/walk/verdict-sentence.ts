/** The verdict of a walk in sentences: what it comes to, and what shows it. */
import { assertNever } from '#components/parts/assert-never.ts'
import type { Words } from '#components/words/words.ts'
import type { Stop, Verdict, Walk, WalkFacts, WalkResult } from '#model/walk/walk.ts'
import { nameOfPlace, nameOfSource, nameOfTarget, wordsOfStop } from './places.ts'

export interface VerdictText {
  readonly headline: string
  /** Sentences, each with its evidence. */
  readonly proof: readonly string[]
}

type Say = Words['walk']
type Judged = Pick<WalkResult, 'stops' | 'verdict' | 'virtual' | 'client'>

export function sayVerdict(
  { asked }: Pick<Walk, 'asked'>,
  result: Judged,
  words: Pick<Words, 'walk' | 'parts'>,
): VerdictText {
  const { walk: say } = words
  const { verdict, stops } = result
  const proof = 'facts' in verdict ? sayFacts(verdict.facts, result, words) : []
  switch (verdict.is) {
    case 'through':
      return { headline: sayThrough(verdict.facts, asked.target.role, result.virtual.address, say), proof }
    case 'refused':
      return { headline: sayRefused(verdict, stops, say), proof }
    case 'lost':
      return sayLost(verdict, stops, proof, say)
    case 'unseen': {
      const { sentence } = say
      const headline =
        verdict.why === 'no-traffic'
          ? sentence['no-traffic'](nameOfSource(asked.source, say), nameOfTarget(asked), asked.seconds)
          : sentence[verdict.why]
      return { headline, proof }
    }
    default:
      return assertNever(verdict)
  }
}

function sayThrough(
  { atPod }: WalkFacts,
  role: Walk['asked']['target']['role'],
  virtual: string,
  { sentence }: Say,
): string {
  if (atPod === null || atPod.packets === 0) return sentence.through
  return atPod.carryingVirtual > 0 ? sentence.carried(atPod.carryingVirtual, virtual) : sentence.hop[role]
}

function sayRefused({ by, node }: Extract<Verdict, { is: 'refused' }>, stops: readonly Stop[], say: Say): string {
  const { sentence } = say
  if (by === 'node') return sentence.refusedByNode(node ?? sentence.aNode)
  const pod = stops.find(({ place }) => place.is === 'pod' && place.pod !== null && isTarget(place, stops))
  return sentence.refusedByPod(pod ? nameOfPlace(pod, say) : sentence.aPod, node === null ? '' : sentence.on(node))
}

/** The last Pod of the request's way: the first may be the one that asks. */
const isTarget = (place: Stop['place'], stops: readonly Stop[]): boolean =>
  stops.findLast(({ way }) => way === 'request')?.place === place

function sayLost(
  { way, last, next }: Extract<Verdict, { is: 'lost' }>,
  stops: readonly Stop[],
  proof: readonly string[],
  say: Say,
): VerdictText {
  const { sentence } = say
  const [lastStop, nextStop] = [at(stops, last), at(stops, next)]
  const places = [
    ...(lastStop ? [sentence.last(wordsOfStop(lastStop, say))] : []),
    ...(nextStop ? [sentence.next(wordsOfStop(nextStop, say))] : []),
  ]
  if (lastStop === null && way === 'request') return { headline: sentence.never, proof: places }
  return {
    headline: sentence.lost[way] + sayWhere(lastStop?.node ?? null, nextStop?.node ?? null, sentence),
    proof: [...places, ...proof],
  }
}

function sayWhere(one: string | null, other: string | null, sentence: Say['sentence']): string {
  if (one !== null && other !== null && one !== other) return sentence.between(one, other)
  const node = one ?? other
  return node === null ? sentence.end : sentence.onNode(node)
}

const at = (stops: readonly Stop[], index: number | null): Stop | null =>
  index === null ? null : (stops[index] ?? null)

/** What the packets show, each fact once. */
function sayFacts(
  facts: WalkFacts,
  { virtual: asked, client }: Judged,
  { walk: say, parts }: Pick<Words, 'walk' | 'parts'>,
): string[] {
  const { sentence } = say
  const virtual = asked.address
  const { atPod, virtualSeenAt } = facts
  const made: string[] = []
  if (atPod !== null) made.push(sentence.atPod(atPod.packets, atPod.device, atPod.node, atPod.carryingVirtual, virtual))
  made.push(...sayRewriting(facts, say))
  if (facts.isSourceKept === true && client !== null) made.push(sentence.kept(client.address))
  if (virtualSeenAt.length > 0) {
    const places = virtualSeenAt.map(({ device, node }) => sentence.placeOn(device, node))
    made.push(sentence.onlyAt(virtual, places.join(parts.comma)))
  }
  return made
}

function sayRewriting({ destination, source }: WalkFacts, { sentence, places }: Say): string[] {
  const before = destination?.before == null ? '' : sentence.before(destination.before)
  const hook = destination === null ? '' : places.hooks[destination.hook]
  const made: string[] = []
  if (destination !== null && source !== null && destination.node === source.node) {
    made.push(sentence.both(destination.node, before, hook, source.to.address))
  } else {
    if (destination !== null) made.push(sentence.destination(destination.node, before, hook))
    if (source !== null) made.push(sentence.source(source.node, source.to.address))
  }
  return made
}
