/**
 * What topology and matrix cost in a browser, at rest, while somebody pans, zooms and selects, on small and large
 * clusters; beside it a page that does nothing and one that redraws a plain canvas in every frame.
 * `npm run bench -- page [--on demo:shop,demo:large,hub:1000] [--seconds S] [--json FILE]`
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { canvasMarks, canvasPage, emptyPage } from './peers.ts'
import { formatPages } from './print.ts'
import { type PageResult, runMatrix, runOurs, runPeer } from './run.ts'
import { startSubject } from './subjects.ts'

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'demo:shop,demo:large,hub:1000' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const say = (line: string) => process.stdout.write(`${line}\n`)

const { boxes, lines, words } = canvasMarks
const results: PageResult[] = [
  await runPeer('a page that does nothing', emptyPage, seconds),
  await runPeer(`a plain canvas, ${boxes} boxes, ${lines} lines and ${words} words a frame`, canvasPage, seconds),
]
for (const name of values.on.split(',')) {
  say(`${name} …`)
  const subject = await startSubject(name)
  try {
    results.push(await runOurs(name, subject.url, seconds))
    results.push(await runMatrix(name, subject.url, seconds))
  } finally {
    await subject.stop()
  }
}
say(formatPages(results))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`)
