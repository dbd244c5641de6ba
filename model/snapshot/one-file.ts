/**
 * One HTML file that holds the pages and a snapshot for them: the pages are built once as a template,
 * with an empty place the snapshot's bytes go into as base64. That place is data to a browser, never script.
 */

/** The template's name among the built pages. */
export const templateName = 'one-file.html'
export const placeId = 'snapshot'

/** What a template has in its body where the snapshot goes. */
export const emptyPlace = `<script type="application/octet-stream" id="${placeId}"></script>`

/** The page with a snapshot in it: the bytes of a `.fairlead` file. Throws for a text that is no template. */
export function fillOneFile(template: string, bytes: Uint8Array): string {
  const at = template.indexOf(emptyPlace)
  if (at < 0) throw new Error('The template of the one HTML file has no place for a snapshot: build the pages again.')
  const before = template.slice(0, at + emptyPlace.indexOf('</script>'))
  return before + toBase64(bytes) + template.slice(before.length)
}

/** Arguments a function may be given at once are few. */
const step = 0x8000

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += step) text += String.fromCharCode(...bytes.subarray(at, at + step))
  return btoa(text)
}

/** Null for text that is no base64. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
