/** All that changed, by what it is about: a Service, or a virtual server no Service explains. */
import type { Cluster } from '../cluster.ts'
import { compareNames } from '../compare-names.ts'
import type { ServiceId } from '../ids.ts'
import { serviceThing, type ThingId } from '../thing.ts'
import type {
  AccessChange,
  DriftChange,
  LoadChange,
  ServerChange,
  ThingChange,
  ThingProblem,
  WalkChange,
} from './comparison.ts'
import { hasOtherLoad } from './comparison.ts'
import { compareService, countReady, type ObjectChange } from './service-changes.ts'

interface Found {
  readonly servers: readonly ServerChange[]
  readonly drifts: readonly DriftChange[]
  readonly access: readonly AccessChange[]
  readonly walks: readonly WalkChange[]
  readonly loads: ReadonlyMap<ThingId, LoadChange>
  /** Services are told of on both sides. */
  readonly knowsServices: boolean
}

/** By namespace and name, then virtual servers no Service explains. */
export function gatherThings(a: Cluster, b: Cluster, found: Found): ThingChange[] {
  const objects = found.knowsServices ? compareObjects(a, b) : new Map<ThingId, ObjectChange>()
  const servers = placesBy(found.servers)
  const drifts = placesBy(found.drifts)
  const access = placesBy(found.access)
  const walks = placesBy(found.walks)
  const isOther = [...found.loads].flatMap(([thing, load]) => (hasOtherLoad({ load }) ? [thing] : []))
  const things = [
    ...new Set([...objects.keys(), ...servers.keys(), ...drifts.keys(), ...access.keys(), ...walks.keys(), ...isOther]),
  ]
  return things.sort(compareThings).map((thing) => {
    const service = serviceIn(thing)
    const own = drifts.get(thing) ?? []
    const object = objects.get(thing) ?? unchanged
    const flow = found.loads.get(thing) ?? null
    const isTold = object.is !== 'same' || servers.has(thing) || (flow !== null && hasOtherLoad({ load: flow }))
    const load = isTold ? flow : null
    return {
      thing,
      service,
      ...object,
      servers: servers.get(thing) ?? [],
      drifts: own,
      access: access.get(thing) ?? [],
      walks: walks.get(thing) ?? [],
      load,
      problems: problemsOf(a, b, service, {
        drifts: own.map((place) => found.drifts[place]!),
        access: (access.get(thing) ?? []).map((place) => found.access[place]!),
        walks: (walks.get(thing) ?? []).map((place) => found.walks[place]!),
        load,
      }),
    }
  })
}

const unchanged: ObjectChange = { is: 'same', fields: [], ports: [], endpoints: [] }

function compareObjects(a: Cluster, b: Cluster): Map<ThingId, ObjectChange> {
  const found = new Map<ThingId, ObjectChange>()
  if (a.services === b.services) return found
  const compare = (id: ServiceId) => {
    const change = compareService(a.services.get(id), b.services.get(id))
    if (change !== null) found.set(serviceThing(id), change)
  }
  for (const id of a.services.keys()) compare(id)
  for (const id of b.services.keys()) if (!a.services.has(id)) compare(id)
  return found
}

function placesBy(changes: readonly { readonly thing: ThingId }[]): Map<ThingId, number[]> {
  const places = new Map<ThingId, number[]>()
  changes.forEach(({ thing }, place) => {
    const known = places.get(thing)
    if (known) known.push(place)
    else places.set(thing, [place])
  })
  return places
}

const prefix = serviceThing('' as ServiceId)
const serviceIn = (thing: ThingId): ServiceId | null =>
  thing.startsWith(prefix) ? (thing.slice(prefix.length) as ServiceId) : null

const compareThings = (a: ThingId, b: ThingId): number =>
  Number(serviceIn(a) === null) - Number(serviceIn(b) === null) || compareNames(a, b)

function problemsOf(
  a: Cluster,
  b: Cluster,
  service: ServiceId | null,
  { drifts, access, walks, load }: Pick<Found, 'drifts' | 'access' | 'walks'> & { readonly load: LoadChange | null },
): ThingProblem[] {
  const [before, after] = service === null ? [] : [a.services.get(service), b.services.get(service)]
  const found: readonly (readonly [ThingProblem, boolean])[] = [
    ['drift', drifts.some(({ is, severity }) => severity === 'wrong' && (is === 'new' || is === 'first-seen'))],
    ['no-endpoints', after !== undefined && countReady(before) > 0 && countReady(after) === 0],
    ['silent', load?.hasChanged === true && load.rate.after === 0],
    ['access', access.some(({ is }) => is === 'broke')],
    ['walk', walks.some(({ is }) => is === 'broke')],
  ]
  return found.filter(([, isSo]) => isSo).map(([problem]) => problem)
}
