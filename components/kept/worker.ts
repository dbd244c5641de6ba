/** Opens a snapshot away from the page: whatever the bytes are, the page stays usable and can end this. */
import { readSnapshot } from './read.ts'

addEventListener('message', async ({ data }: MessageEvent<ArrayBuffer>) => {
  postMessage(await readSnapshot(new Uint8Array(data)))
})
