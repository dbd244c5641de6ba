/** One GET from the network namespace this process was put in; the answer is a line of JSON. */
import { ask } from './traffic.ts'

const [url = '', deadlineMs] = process.argv.slice(2)
process.stdout.write(`${JSON.stringify(await ask(url, Number(deadlineMs)))}\n`)
