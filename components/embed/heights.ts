/**
 * Heights as they are told to the page around, which makes the frame so high. A view whose height follows that of its
 * frame would grow for ever: one that grows each time it was given what it asked for is not listened to any more.
 */
const mostGrowths = 4

/** `tell` is given whole pixels, only when they are others. */
export function makeHeights(tell: (height: number) => void): (content: number, frame: number) => void {
  let told = -1
  let growths = 0
  return (content, frame) => {
    const height = Math.ceil(content)
    if (height === told || growths >= mostGrowths) return
    growths = told >= 0 && height > told && Math.abs(frame - told) <= 1 ? growths + 1 : 0
    told = height
    tell(height)
  }
}
