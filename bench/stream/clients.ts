/** Processes full of browsers, spoken to as one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ClientsCommand, ClientsMessage, Counted, Manner } from './clients-process.ts'

export interface Clients {
  readonly count: number
  /** For each, milliseconds from when it wanted to connect to its first frame. */
  readonly firstMs: readonly number[]
  /** Since the question before. */
  counted(): Promise<Counted>
  end(): void
}

/** Resolves when each has its first frame. */
export async function startClients(url: string, manner: Manner, counts: readonly number[]): Promise<Clients> {
  const children = counts
    .filter((count) => count > 0)
    .map((count) =>
      spawn(
        process.execPath,
        [
          join(import.meta.dirname, 'clients-process.ts'),
          ...['--url', url, '--count', String(count), '--manner', manner],
        ],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
      ),
    )
  const begun = await Promise.all(children.map((child) => next(child, 'begun')))
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    firstMs: begun.flatMap(({ firstMs }) => firstMs),
    counted: async () => {
      const answers = children.map((child) => {
        const answer = next(child, 'counted')
        child.send({ do: 'count' } satisfies ClientsCommand)
        return answer
      })
      return (await Promise.all(answers)).map(({ counted }) => counted).reduce(together, nothing)
    },
    end: () => {
      for (const child of children) child.send({ do: 'end' } satisfies ClientsCommand)
    },
  }
}

const nothing: Counted = { arrivals: [], bytes: 0, lost: 0 }
const together = (a: Counted, b: Counted): Counted => ({
  arrivals: [...a.arrivals, ...b.arrivals],
  bytes: a.bytes + b.bytes,
  lost: a.lost + b.lost,
})

function next<Is extends ClientsMessage['is']>(
  child: ChildProcess,
  is: Is,
): Promise<Extract<ClientsMessage, { readonly is: Is }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`Browsers of the bench ended with status ${code}.`))
    const listen = (message: ClientsMessage) => {
      if (message.is !== is) return
      child.off('message', listen)
      child.off('exit', ended)
      resolve(message as Extract<ClientsMessage, { readonly is: Is }>)
    }
    child.on('message', listen)
    child.once('exit', ended)
  })
}
