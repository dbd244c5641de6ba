/** Opens one snapshot on a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { inflate } from '#model/snapshot/inflate.ts'
import { openSnapshot } from '#model/snapshot/open.ts'

parentPort!.postMessage(await openSnapshot(workerData as Uint8Array, inflate))
