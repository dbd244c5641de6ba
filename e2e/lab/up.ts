/** The lab as a command: runs until it is told to end. */
import { findLab } from './host/state.ts'
import { type LabOptions, startLab } from './start.ts'

/** The exit code. Rejects with a sentence when it does not start. */
export async function up(options: LabOptions & { readonly say: (line: string) => void }): Promise<number> {
  const other = findLab()
  if (other !== null) throw new Error(`A lab runs already (process ${other.pid}); end it before you start another.`)
  const told = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => told.abort())
  const begin = performance.now()
  const lab = await startLab({ ...options, isPublic: true, signal: told.signal })
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1)
  options.say(`The lab runs, ${seconds} s after its start. Its logs: ${lab.state.folder}`)
  if (lab.state.hubUrl !== null) options.say(`Hub: ${lab.state.hubUrl}, its token: ${lab.state.token}`)
  options.say('Try: npm run lab -- exec zmaster0 ipvsadm -Ln. Ctrl-C ends it.')
  const broken = await Promise.race([whenAborted(told.signal), lab.broken])
  options.say(broken ?? 'Ending.')
  await lab.close()
  return broken === null ? 0 : 1
}

function whenAborted(signal: AbortSignal): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  if (signal.aborted) resolve(null)
  else signal.addEventListener('abort', () => resolve(null))
  return promise
}
