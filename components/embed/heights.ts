/**
 * Heights as they are told to the page around, which makes the frame so high. A view whose height answers that of its
 * frame would chase it for ever: one that wants another height each time it was given what it asked for is not listened to,
 * until it is content with what it has or has another width.
 */
const mostAnswers = 4

/** Told again whenever either changed: `content` and `frame` are heights, `width` is the frame's, CSS pixels. */
export type Heights = (content: number, frame: number, width: number) => void

/** `tell` is given whole pixels, only when they are others. */
export function makeHeights(tell: (height: number) => void): Heights {
  let told = -1
  let answers = 0
  let lastWidth = -1
  return (content, frame, width) => {
    if (width !== lastWidth) answers = 0
    lastWidth = width
    const height = Math.ceil(content)
    const wasGiven = told >= 0 && Math.abs(frame - told) <= 1
    if (height === told) {
      if (wasGiven) answers = 0
      return
    }
    if (wasGiven) answers++
    // Of what it cannot decide between, the larger: nothing is cut off.
    if (answers > mostAnswers && height < told) return
    if (answers > 2 * mostAnswers) return
    told = height
    tell(height)
  }
}
