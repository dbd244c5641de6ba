/**
 * How fast packets are decoded and trimmed, beside merely copying them, and whether damaged ones throw or hang:
 * `npm run bench -- packets [--packets 1000000] [--json FILE]`
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { formatTable } from '../shared/print.ts'
import { fuzz } from './fuzz.ts'
import { readPackets } from './seeds.ts'
import { measureSpeed } from './speed.ts'

const { values } = parseArgs({
  options: { packets: { type: 'string', default: '1000000' }, json: { type: 'string' } },
})
const count = Number(values.packets)
const say = (line: string) => process.stdout.write(`${line}\n`)

const packets = readPackets()
const speed = measureSpeed(packets, count)
const whole = (value: number) => Math.round(value).toLocaleString('en')
say(`${packets.length} packets of captures and of every kind we can build, over and over`)
say(
  formatTable([
    ['', 'packets/s', 'ns each'],
    ...speed.map(({ name, perSecond }) => [name, whole(perSecond), whole(1e9 / perSecond)]),
  ]),
)
const fuzzed = fuzz(packets, count)
say(
  `${whole(fuzzed.packets)} damaged packets decoded, trimmed and written as a line, of which ${whole(fuzzed.read)} were still IP: ` +
    `${fuzzed.throws} throws, ${fuzzed.told} read otherwise once trimmed, longest ${fuzzed.longestMs.toFixed(2)} ms.`,
)
for (const sentence of fuzzed.sentences) say(sentence)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ speed, fuzzed }, null, 1)}\n`)
process.exitCode = fuzzed.throws + fuzzed.told > 0 ? 1 : 0
