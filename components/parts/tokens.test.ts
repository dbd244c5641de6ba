/** The colour roles, measured: contrast in both themes, and whether the marks stay apart for eyes that see fewer colours. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Triple = readonly [number, number, number]

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')
const rolesOf = (block: string): Record<string, Triple> =>
  Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(([, name, l, c, h]) => [
      name!,
      [Number(l), Number(c), Number(h)] as const,
    ]),
  )
const dark = rolesOf(css.slice(css.indexOf(':root {'), css.indexOf(":root[data-theme='light']")))
const light = rolesOf(css.slice(css.indexOf(":root[data-theme='light']"), css.indexOf('@theme')))
const themes = [
  ['dark', dark],
  ['light', light],
] as const

const multiply = (m: readonly Triple[], [x, y, z]: Triple): Triple =>
  m.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple

/** Linear sRGB of an OKLCH colour, cut to what a screen can show. */
function linear([l, c, hue]: Triple): Triple {
  const angle = (hue * Math.PI) / 180
  const lab: Triple = [l, c * Math.cos(angle), c * Math.sin(angle)]
  const lms = multiply(
    [
      [1, 0.3963377774, 0.2158037573],
      [1, -0.1055613458, -0.0638541728],
      [1, -0.0894841775, -1.291485548],
    ],
    lab,
  ).map((value) => value ** 3) as unknown as Triple
  const rgb = multiply(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    lms,
  )
  return rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Triple
}

/** OKLab of linear sRGB: distances in it are about as large as they look. */
function lab(rgb: Triple): Triple {
  const lms = multiply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map((value) => Math.cbrt(Math.max(0, value))) as unknown as Triple
  return multiply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  )
}

const luminance = (rgb: Triple) => 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
function contrast(a: Triple, b: Triple): number {
  const [high, low] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear sRGB. */
const eyes: Record<string, readonly Triple[]> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

describe.each(themes)('the %s theme', (_, roles) => {
  const role = (name: string) => roles[name]!

  it.each(['ink', 'ink-quiet', 'accent', 'flow', 'ok', 'drain', 'warn', 'wrong', 'unknown'])(
    '%s can be read on every surface',
    (name) => {
      for (const surface of ['ground', 'panel', 'raised']) {
        expect(contrast(role(name), role(surface)), surface).toBeGreaterThanOrEqual(4.5)
      }
    },
  )

  it.each(Object.keys(eyes))('keeps its marks apart for eyes that see %s', (eye) => {
    const marks = ['flow', 'drain', 'warn', 'wrong', 'unknown']
    const seen = marks.map((name) => lab(multiply(eyes[eye]!, linear(role(name)))))
    seen.forEach((a, i) => {
      seen.slice(i + 1).forEach((b, j) => {
        const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
        expect(distance, `${marks[i]} and ${marks[i + j + 1]}`).toBeGreaterThan(0.06)
      })
    })
  })
})
