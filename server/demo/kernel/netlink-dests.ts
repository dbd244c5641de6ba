/**
 * Replies to GET_DEST, quickly: the codec makes one, its values are overwritten where they lie. A
 * large cluster has a quarter of a million of them.
 */
import { familyOf } from '#model/address.ts'
import { encodeAddress } from '#model/sources/ipvs/netlink-address.ts'
import { encodeDest } from '#model/sources/ipvs/netlink-dest.ts'
import { addressFamilies, destAttributes, forwards, topLevel } from '#model/sources/ipvs/netlink-numbers.ts'
import { eachAttribute, genericHeaderBytes } from '#model/sources/ipvs/netlink-wire.ts'
import { makeCounts, totalsOf } from './counts.ts'
import type { Destination } from './destination.ts'

const zero = totalsOf(makeCounts())
const template = encodeDest(
  {
    address: '0.0.0.0',
    port: 0,
    forward: 'Masq',
    weight: 0,
    upperThreshold: 0,
    lowerThreshold: 0,
    active: 0,
    inactive: 0,
    persistent: 0,
    totals: zero,
  },
  zero,
)

/** Where each attribute's value begins, by its type; of the sets of statistics, each total's and, in the wide one, each rate's. */
const places = findPlaces()

function findPlaces() {
  const at: number[] = []
  const totals: { at: number; isLong: boolean }[][] = []
  eachAttribute(template, genericHeaderBytes, template.length, (type, from, to) => {
    if (type !== topLevel.dest) return
    eachAttribute(template, from, to, (inner, start, end) => {
      at[inner] = start
      if (inner !== destAttributes.stats && inner !== destAttributes.stats64) return
      const set: { at: number; isLong: boolean }[] = []
      eachAttribute(template, start, end, (total, first, last) => {
        set[total - 1] = { at: first, isLong: last - first === 8 }
      })
      totals.push(set)
    })
  })
  return { at, totals }
}

interface Known {
  readonly bytes: Uint8Array
  readonly view: DataView
  changes: number
}

const known = new WeakMap<Destination, Known>()

function begin(destination: Destination): Known {
  const bytes = template.slice()
  const view = new DataView(bytes.buffer)
  bytes.set(encodeAddress(destination.address), places.at[destAttributes.address]!)
  view.setUint16(places.at[destAttributes.port]!, destination.port)
  view.setUint32(places.at[destAttributes.forward]!, forwards.indexOf(destination.forward), true)
  view.setUint16(places.at[destAttributes.family]!, addressFamilies[familyOf(destination.address)], true)
  const made = { bytes, view, changes: 0 }
  known.set(destination, made)
  return made
}

/** Valid until the next question about this real server. */
export function encodeDestination(destination: Destination): Uint8Array {
  const entry = known.get(destination) ?? begin(destination)
  const put = (attribute: number, value: number) => entry.view.setInt32(places.at[attribute]!, value, true)
  put(destAttributes.weight, destination.weight)
  put(destAttributes.upperThreshold, destination.upper)
  put(destAttributes.lowerThreshold, destination.lower)
  put(destAttributes.active, destination.active)
  put(destAttributes.inactive, destination.inactive)
  put(destAttributes.persistent, destination.persistent)
  const { meter } = destination
  if (meter === null || meter.changes === entry.changes) return entry.bytes
  entry.changes = meter.changes
  const values = [...meter.told, ...meter.average]
  values.forEach((told, i) => {
    const value = BigInt(Math.floor(told))
    for (const set of places.totals) {
      const found = set[i]
      if (found === undefined) continue
      const { at, isLong } = found
      if (isLong) entry.view.setBigUint64(at, value, true)
      else entry.view.setUint32(at, Number(value & 0xffff_ffffn), true)
    }
  })
  return entry.bytes
}
