import { inflate } from '#model/snapshot/inflate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'
import { failed, type Outcome } from './outcome.ts'

export async function readSnapshot(bytes: Uint8Array): Promise<Outcome> {
  const opened = await openSnapshot(bytes, inflate)
  if (!opened.ok) return failed(opened.kind)
  const { ok, ...snapshot } = opened
  return { is: 'open', snapshot }
}
