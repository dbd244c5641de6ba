/**
 * What a width and a dot mean. Both scales move in steps of 1, 2, 5 and only when the busiest line
 * has clearly outgrown or deserted them: a counter must not restyle the picture.
 */

/** Widths of lines, world units. */
export const leastWidth = 1.2
export const mostWidth = 9

/** Speed of dots, world units a second. */
export const dotSpeed = 64
/** Dots on one line come no nearer to each other than this, world units. */
const leastSpacing = 13
export const mostDots = 1_500
/** Ways along bars run over each other: fewer dots, or bars become chains of them. */
export const mostDotsOnBars = 300

/** 1, 2, 5, 10, 20, … not below the value. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const decade = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((factor) => factor * decade >= value * (1 - 1e-9)) ?? 10
  return step * decade
}

/** The amount the widest line stands for. `before` is kept while the busiest stays between a sixth of it and all of it. */
export function chooseFull(before: number | null, busiest: number): number {
  if (before !== null && busiest <= before && busiest >= before / 6) return before
  return roundUp(busiest)
}

/** Width grows with the square root; a known zero has the least width. */
export const widthOf = (value: number, full: number): number =>
  leastWidth + (mostWidth - leastWidth) * Math.sqrt(Math.min(1, Math.max(0, value) / full))

/** Packets one dot stands for: so many that the busiest line is not a solid one and all dots are affordable. `lines` are packets a second and length. */
export function choosePerDot(
  before: number | null,
  lines: readonly { readonly packets: number; readonly length: number }[],
  most = mostDots,
): number {
  let busiest = 0
  let travelling = 0
  for (const { packets, length } of lines) {
    if (!(packets > 0)) continue
    busiest = Math.max(busiest, packets)
    travelling += (packets * length) / dotSpeed
  }
  const least = Math.max((busiest * leastSpacing) / dotSpeed, travelling / most)
  if (before !== null && least <= before && least >= before / 6) return before
  return roundUp(Math.max(1, least))
}
