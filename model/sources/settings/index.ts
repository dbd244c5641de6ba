/**
 * Settings of the kernel that decide what happens to Service traffic: sysctls by their files, and the
 * three IPVS timeouts, which are none. A setting this kernel does not have is left out.
 */
import * as v from 'valibot'
import { mostText, text } from '../plain.ts'
import type { Look, Source } from '../source.ts'
import { knownSettings } from './known.ts'

const schema = v.object({
  /** Name in `knownSettings` and value as the kernel prints it, in that order. */
  values: v.pipe(v.array(v.tuple([text, text])), v.maxLength(200)),
  /** Why IPVS timeouts are not among them; null when they are. */
  withoutTimeouts: v.nullable(v.pipe(v.string(), v.maxLength(1_000))),
})
export type Settings = v.InferOutput<typeof schema>

export const settings: Source<'settings', Settings> = {
  name: 'settings',
  schema,
  async read(look) {
    const timeouts = look.timeouts()
    const told = 'why' in timeouts ? null : timeouts
    const values: [string, string][] = []
    for (const { name, path } of knownSettings) {
      const value = path === null ? timeoutOf(name, told) : fileOf(look, path)
      if (value !== null) values.push([name, value])
    }
    if (values.length === 0) return { is: 'unreadable', why: 'Nothing below /proc/sys could be read.' }
    return { is: 'read', value: { values, withoutTimeouts: 'why' in timeouts ? timeouts.why : null } }
  },
}

/** Null where there is no such file, or it may not be read: one closed door does not close the others. */
function fileOf(look: Look, path: string): string | null {
  try {
    return (
      look
        .file(`/proc/sys/${path.replaceAll('.', '/')}`)
        ?.trim()
        .slice(0, mostText) ?? null
    )
  } catch {
    return null
  }
}

function timeoutOf(name: string, told: { tcp: number; tcpFin: number; udp: number } | null): string | null {
  if (told === null) return null
  const seconds = { 'timeout.tcp': told.tcp, 'timeout.tcpfin': told.tcpFin, 'timeout.udp': told.udp }[name]
  return seconds === undefined ? null : String(seconds)
}
