/** Who may frame what the pages answer with: embedded views their parents, everything else nobody. */
interface Framed {
  readonly headers: Readonly<Record<string, string>>
}

const isEmbedded = (path: string): boolean => path === '/embed' || path.startsWith('/embed/')
/** The script portals load from here. */
const scriptPath = '/embed.js'

/** This very hub may frame its embedded views besides `parents`, to try them. */
export function frameable<Answer extends Framed>(answer: Answer, path: string, parents: readonly string[]): Answer {
  if (path === scriptPath)
    return { ...answer, headers: { ...answer.headers, 'cross-origin-resource-policy': 'cross-origin' } }
  const policy = answer.headers['content-security-policy']
  if (!isEmbedded(path) || parents.length === 0 || policy === undefined) return answer
  const framed = policy.replace("frame-ancestors 'none'", `frame-ancestors 'self' ${parents.join(' ')}`)
  return { ...answer, headers: { ...answer.headers, 'content-security-policy': framed, 'x-frame-options': '' } }
}
