/**
 * kube-proxy's ipsets, by `ipset save`: it keeps addresses in sets named KUBE-… and few rules that look into
 * them. Reading them needs NET_ADMIN.
 *
 *     create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x96a5d4a4
 *     add KUBE-CLUSTER-IP 10.96.0.100,tcp:80
 */
import * as v from 'valibot'
import { count, text } from '../plain.ts'
import type { Source } from '../source.ts'

const mostSets = 200
/** Members told of one set; their number is always whole. */
const mostMembers = 1_000

const setSchema = v.object({
  name: text,
  /** `hash:ip,port`, `bitmap:port`. */
  type: text,
  total: count,
  /** Above this the kernel takes no more; null where the type has no such limit. */
  limit: v.nullable(count),
  /** The first in text order. */
  members: v.pipe(v.array(text), v.maxLength(mostMembers)),
})
export type Ipset = v.InferOutput<typeof setSchema>

const schema = v.object({ sets: v.pipe(v.array(setSchema), v.maxLength(mostSets)) })
export type Ipsets = v.InferOutput<typeof schema>

const argv = ['ipset', 'save']

export const ipsets: Source<'ipsets', Ipsets> = {
  name: 'ipsets',
  schema,
  async read(look) {
    const ran = await look.run(argv)
    if (ran.is === 'missing') return { is: 'unsupported', why: ran.why }
    if (ran.is === 'failed') return { is: 'unreadable', why: ran.why }
    return { is: 'read', value: parseIpsets(ran.text) }
  },
}

/** Sets in the order of their names. Lines about other sets, or not understood, are passed over. */
export function parseIpsets(saved: string): Ipsets {
  const sets = new Map<string, { type: string; limit: number | null; members: string[] }>()
  for (const line of saved.split('\n')) {
    const [verb, name = '', third = '', ...rest] = line.split(' ')
    if (!name.startsWith('KUBE-')) continue
    if (verb === 'create') {
      const limit = rest[rest.indexOf('maxelem') + 1]
      sets.set(name, { type: third, limit: rest.includes('maxelem') ? Number(limit) : null, members: [] })
    } else if (verb === 'add') sets.get(name)?.members.push(third)
  }
  return {
    sets: [...sets]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, mostSets)
      .map(([name, { type, limit, members }]) => ({
        name,
        type,
        total: members.length,
        limit: limit !== null && Number.isSafeInteger(limit) ? limit : null,
        members: members.sort().slice(0, mostMembers),
      })),
  }
}
