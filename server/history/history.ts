/** The hub's memory of what was: told of every state, asked for any moment. Nobody who looks at the present waits for it. */
import type { Cluster } from '#model/cluster.ts'
import type { Moments } from '#model/history/moments.ts'

export interface History extends Moments {
  /** The state is now this one. Returns at once, whatever becomes of it. */
  record(cluster: Cluster): void
  /** Writes what was not written yet, within a second or two. */
  close(): Promise<void>
}
