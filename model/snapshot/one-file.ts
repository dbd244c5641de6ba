/**
 * One HTML file that holds the pages and a snapshot for them: the pages are built once as a template,
 * with an empty place the snapshot's bytes go into as base64. That place is data to a browser, never script.
 */

/** The template's name among the built pages. */
export const templateName = 'one-file.html'
export const placeId = 'snapshot'

/** What a template has in its body where the snapshot goes. */
export const emptyPlace = `<script type="application/octet-stream" id="${placeId}"></script>`

/** Null for text that is no base64. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
