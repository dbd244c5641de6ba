import { Agent, get } from 'node:http'
import type { WholeCost } from './whole-tables.ts'

const url = process.argv[2] ?? ''
const agent = new Agent({ keepAlive: true })
/** Until the code is compiled. */
const warmTimes = 20
const times = 100

const fetchText = (): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: 'Bearer bench' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    }).once('error', reject)
  })

let bytes = 0
const fetchAndParse = async (turns: number) => {
  for (let turn = 0; turn < turns; turn++) {
    const text = await fetchText()
    bytes = Buffer.byteLength(text)
    JSON.parse(text)
  }
}
await fetchAndParse(warmTimes)
const before = process.cpuUsage()
await fetchAndParse(times)
const { user, system } = process.cpuUsage(before)
process.send?.({ bytes, cpuMs: (user + system) / 1_000 / times } satisfies WholeCost)
process.disconnect()
agent.destroy()
