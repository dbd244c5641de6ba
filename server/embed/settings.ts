/** What the environment says about embedding. */
export interface EmbedSettings {
  /** Origins whose pages may frame a view: exactly these. Empty: nothing is embedded. */
  readonly parents: readonly string[]
  /** What a portal's server shows to be given tokens; empty for none. */
  readonly key: string
}

/** 128 bits in hex at least. */
const leastKey = 32

type Problem = <T>(sentence: string, instead: T) => T

export function readEmbedSettings(parents: string, key: string, problem: Problem): EmbedSettings {
  return {
    parents: [
      ...new Set(
        parents
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== '')
          .flatMap((entry) => {
            if (isOrigin(entry)) return [entry]
            return problem(
              `FAIRLEAD_EMBED_PARENTS has “${entry}”; each entry must be an origin such as https://portal.example, without a path and without a star.`,
              [],
            )
          }),
      ),
    ],
    key:
      key === '' || key.length >= leastKey
        ? key
        : problem(`FAIRLEAD_EMBED_KEY is too short to be a secret; give it ${leastKey} characters or more.`, ''),
  }
}

/** Exactly as a browser writes it: it is compared letter by letter, and stands in a header. */
const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:/.test(text) && !text.includes('*') && new URL(text).origin === text
