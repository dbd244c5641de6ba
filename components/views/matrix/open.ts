import { splitId } from '#components/parts/things.tsx'
import { to, toService } from '#components/url/address.ts'
import { navigate } from '#components/url/browser.ts'
import type { NodeName } from '#model/ids.ts'
import { nodeThing } from '#model/thing.ts'
import type { MatrixRow } from './grid.ts'

/** The Service's page, at the row of a node where one is named; the topology for what no Service explains. */
export function openRow({ service, thing }: MatrixRow, node?: NodeName): void {
  if (service === null) navigate(to('topology', {}, { select: thing }))
  else navigate(toService(splitId(service), node === undefined ? {} : { select: nodeThing(node) }))
}
