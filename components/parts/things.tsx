'use client'
import { to, toNode, toService } from '#components/url/address.ts'
import { Link } from '#components/url/link.tsx'
import type { PodId, ServiceId } from '#model/ids.ts'

const link = 'underline decoration-line underline-offset-3 hover:decoration-current'

/** A node by name, leading to its page. */
export const NodeLink = ({ name }: { name: string }) => (
  <Link to={toNode(name)} className={`addr ${link}`}>
    {name}
  </Link>
)

/** A Service by its two names, leading to its page. */
export function ServiceLink({ id, options = {} }: { id: ServiceId; options?: Record<string, string> }) {
  const { namespace, name } = splitId(id)
  return (
    <Link to={toService({ namespace, name }, options)} className={link}>
      <span className="text-ink-quiet">{namespace}/</span>
      {name}
    </Link>
  )
}

/** `NAMESPACE/NAME`; only the first slash divides. */
export function splitId(id: ServiceId | PodId): { namespace: string; name: string } {
  const slash = id.indexOf('/')
  return { namespace: id.slice(0, slash), name: id.slice(slash + 1) }
}

/** A Pod by name, leading to its place in the topology. */
export const PodLink = ({ id }: { id: PodId }) => (
  <Link to={to('topology', {}, { select: `pod:${id}` })} className={`addr ${link}`}>
    {splitId(id).name}
  </Link>
)
