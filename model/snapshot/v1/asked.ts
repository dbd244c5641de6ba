/** What tests, captures and walks have in common: what was asked, how it ended, and why. */
import * as v from 'valibot'
import { captureEnds } from '../../capture/question.ts'
import { type Cause, causeIds, certainties } from '../../causes/cause.ts'
import type { FlowEnd } from '../../flow.ts'
import { type ProbeMethod, probeOutcomes } from '../../probe/question.ts'
import type { Target } from '../../service-port.ts'
import { byText, leaves as is, list, number, one, orNull, record, whole } from './leaves.ts'

export const protocol = one('TCP', 'UDP', 'SCTP')
export const end = record<FlowEnd>({ address: is.address, port: whole })

export const role = one('cluster-ip', 'external-ip', 'load-balancer', 'node-port')
export const target = record<Target>({ role, protocol, address: is.address, port: whole, node: orNull(is.nodeName) })

const httpMethod = { path: is.foreign, host: is.foreign, statuses: list(whole) }
export const method = v.variant('is', [
  v.object({ is: v.literal('tcp') }),
  v.object({ is: v.picklist(['http', 'https']), ...httpMethod }),
  v.object({ is: v.literal('dns'), name: is.foreign }),
  v.object({ is: v.literal('udp'), payload: is.raw }),
]) as v.GenericSchema<unknown, ProbeMethod>

const cause = record<Cause>({
  id: one(...causeIds),
  certainty: one(...certainties),
  evidence: byText(is.plain, v.union([is.words, number])),
})
export const causes = list(cause)

export const outcome = one(...probeOutcomes)

export const captureEnd = one(...captureEnds)
