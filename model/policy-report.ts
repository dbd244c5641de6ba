/** What browsers report of a page that tried what its content security policy forbids: parsed, and cut to what a log may hold. */
import * as v from 'valibot'

/** Of those there are; everything else counts as `other`, so that whoever reports cannot make up more. */
export const policyDirectives = [
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'font-src',
  'connect-src',
  'worker-src',
  'frame-src',
  'manifest-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
  'require-trusted-types-for',
  'trusted-types',
  'other',
] as const
export type PolicyDirective = (typeof policyDirectives)[number]

export interface PolicyReport {
  readonly directive: PolicyDirective
  /** Addresses as origin and path, others as one word (`inline`); empty where it is neither. */
  readonly blocked: string
  readonly page: string
  readonly script: string
  /** 0 where none was told. */
  readonly line: number
}

const text = v.optional(v.string(), '')
const number = v.optional(v.number(), 0)

/** `application/reports+json`: the body of one report. */
const newer = v.pipe(
  v.object({
    type: v.literal('csp-violation'),
    body: v.object({
      effectiveDirective: v.string(),
      blockedURL: text,
      documentURL: text,
      sourceFile: v.nullish(v.string(), ''),
      lineNumber: v.nullish(v.number(), 0),
    }),
  }),
  v.transform(({ body }) =>
    reshape(body.effectiveDirective, body.blockedURL, body.documentURL, body.sourceFile, body.lineNumber),
  ),
)

/** `application/csp-report`. */
const older = v.pipe(
  v.object({
    'csp-report': v.object({
      'effective-directive': v.optional(v.string()),
      'violated-directive': text,
      'blocked-uri': text,
      'document-uri': text,
      'source-file': text,
      'line-number': number,
    }),
  }),
  v.transform(({ 'csp-report': one }) =>
    reshape(
      one['effective-directive'] ?? one['violated-directive'],
      one['blocked-uri'],
      one['document-uri'],
      one['source-file'],
      one['line-number'],
    ),
  ),
)

/** Of one request. */
const mostReports = 20

/** Those of them that are understood. */
export function parsePolicyReports(value: unknown): readonly PolicyReport[] {
  const given: readonly unknown[] = Array.isArray(value) ? value.slice(0, mostReports) : [value]
  return given.flatMap((each) => {
    const result = v.safeParse(v.union([newer, older]), each)
    return result.success ? [result.output] : []
  })
}

function reshape(directive: string, blocked: string, page: string, script: string, line: number): PolicyReport {
  const [name = ''] = directive.split(' ', 1)
  return {
    directive: policyDirectives.find((each) => each === name) ?? 'other',
    blocked: placeOf(blocked),
    page: placeOf(page),
    script: placeOf(script),
    line: Number.isSafeInteger(line) && line > 0 ? line : 0,
  }
}

const mostText = 200

/** Without query and fragment, which may hold what is nobody's business. */
function placeOf(given: string): string {
  if (/^[a-z-]{1,40}$/.test(given)) return given
  const url = URL.canParse(given) ? new URL(given) : null
  return url === null || !/^(https?|wss?):$/.test(url.protocol) ? '' : `${url.origin}${url.pathname}`.slice(0, mostText)
}
