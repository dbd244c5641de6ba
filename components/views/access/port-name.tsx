'use client'
import { useWords } from '#components/words/use-words.ts'
import type { ServicePortId } from '#model/ids.ts'

/** `default/` quiet, the rest not. */
export function PortName({ port }: { port: string }) {
  const slash = port.indexOf('/')
  return (
    <>
      <span className="text-ink-quiet">{port.slice(0, slash + 1)}</span>
      <span className="text-ink">{port.slice(slash + 1)}</span>
    </>
  )
}

/** The first, and how many more. */
export function PortNames({ ports }: { ports: readonly ServicePortId[] }) {
  const words = useWords()
  const [first] = ports
  if (first === undefined) return null
  return (
    <>
      <PortName port={first} />
      {ports.length > 1 && <span className="text-ink-quiet">{` + ${words.parts.more(ports.length - 1)}`}</span>}
    </>
  )
}
