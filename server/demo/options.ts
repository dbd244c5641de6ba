/** What the demo is told on its command line and in the environment. */
import { parseArgs } from 'node:util'
import { defaultScenario, scenarios } from './scenarios/index.ts'

export interface DemoOptions {
  readonly scenario: string
  readonly seed: string
  readonly controlPort: number | null
}

export type OptionsResult =
  | { readonly ok: true; readonly value: DemoOptions }
  | { readonly ok: false; readonly problems: readonly string[] }

export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): OptionsResult {
  const problems: string[] = []
  let scenario = defaultScenario
  let seed = '1'
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { scenario: { type: 'string', default: defaultScenario }, seed: { type: 'string', default: '1' } },
    })
    scenario = values.scenario
    seed = values.seed
  } catch (error) {
    problems.push(`${(error as Error).message} The demo takes --scenario NAME and --seed N.`)
  }
  if (!Object.hasOwn(scenarios, scenario)) {
    problems.push(`There is no scenario “${scenario}”: give one of ${Object.keys(scenarios).join(', ')}.`)
  }
  const port = env['FAIRLEAD_DEMO_CONTROL_PORT'] ?? ''
  if (port !== '' && !(/^\d+$/.test(port) && Number(port) <= 65_535)) {
    problems.push(`FAIRLEAD_DEMO_CONTROL_PORT is “${port}”: give a port number from 0 to 65535.`)
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, value: { scenario, seed, controlPort: port === '' ? null : Number(port) } }
}
