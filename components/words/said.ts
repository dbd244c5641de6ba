/**
 * Sentences of hubs and agents, which are English on every wire and in every snapshot, in the language of the page:
 * recognised by what they are made of, so that what was kept long ago is read in it too. What is not recognised, such
 * as the words of a kernel or of a library, stays as it is.
 */

/** English to another language, with `{holes}`; what stands in a hole named `why` is such a sentence again. */
export type Sayings = Readonly<Record<string, string>>

const hole = /\{(\w+)\}/g
/** What is longer is no sentence, and is not looked through for holes, UTF-16 units. */
const mostUnits = 1_000
/** Sentences remembered once looked up: a page shows the same ones again and again. */
const mostRemembered = 500

/** Of two that fit, the one that says more itself is taken. */
export function makeSaid(sayings: Sayings): (sentence: string) => string {
  const known = Object.entries(sayings)
    .map(([english, translated]) => ({
      pattern: patternOf(english),
      own: english.replace(hole, '').length,
      translated,
    }))
    .sort((a, b) => b.own - a.own)
  const remembered = new Map<string, string>()

  const translate = (sentence: string): string => {
    for (const { pattern, translated } of known) {
      const groups = pattern.exec(sentence)?.groups
      if (groups === undefined) continue
      return translated.replace(hole, (_, name: string) => {
        const text = groups[name] ?? ''
        return name === 'why' ? said(text) : text
      })
    }
    return sentence
  }
  const said = (sentence: string): string => {
    if (sentence.length > mostUnits) return sentence
    const before = remembered.get(sentence)
    if (before !== undefined) return before
    if (remembered.size >= mostRemembered) remembered.clear()
    const made = translate(sentence)
    remembered.set(sentence, made)
    return made
  }
  return said
}

/** A hole is of any text, one named `kind` of a word; one that comes again has the same in it. */
function patternOf(english: string): RegExp {
  const seen = new Set<string>()
  const parts = english.split(hole).map((part, at) => {
    if (at % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    if (seen.has(part)) return `\\k<${part}>`
    seen.add(part)
    return `(?<${part}>${part === 'kind' ? '\\w+' : '.*?'})`
  })
  // With a group of its own, so that there are groups where there are no holes.
  return new RegExp(`^(?<whole>${parts.join('')})$`, 's')
}
