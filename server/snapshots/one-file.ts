/** A snapshot with all pages in it: the built template, the snapshot's bytes in its one place. */
import { emptyPlace } from '#model/snapshot/one-file.ts'

const upToBytes = emptyPlace.indexOf('</script>')

/** `file`: of a `.fairlead`. Throws for what is no template. */
export function fillOneFile(template: Buffer, file: Uint8Array): Buffer {
  const at = template.indexOf(emptyPlace)
  if (at < 0) throw new Error('The template of the one HTML file has no place for a snapshot: build the pages again.')
  const base64 = Buffer.from(file.buffer, file.byteOffset, file.length).toString('base64')
  return Buffer.concat([
    template.subarray(0, at + upToBytes),
    Buffer.from(base64, 'latin1'),
    template.subarray(at + upToBytes),
  ])
}
