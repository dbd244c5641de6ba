/** A process that makes and deletes snapshots until it is killed, and says on a line what was acknowledged to it. */
import { randomBytes } from 'node:crypto'
import { crowdCluster } from '#model/fixtures/crowd.ts'
import { troubledShop } from '#model/fixtures/shop.ts'
import { parseSnapshotAsk } from '#model/snapshot/ask.ts'
import { makeSnapshots } from '#server/snapshots/snapshots.ts'
import { openStore } from '#server/store/open.ts'

const [, , path = '', kept = '20'] = process.argv
const say = (line: string) => process.stdout.write(`${line}\n`)
const owner = { id: 'bench', name: '', roles: ['snapshot'], namespaces: null } as const
const clusters = [troubledShop(), crowdCluster({ nodes: 60, services: 100, namespaces: 5, podsEach: 3 })]

const store = await openStore({ choice: { is: 'sqlite', path }, mostBytes: 2 ** 30, log: (line) => say(`! ${line}`) })
let turn = 0
const snapshots = await makeSnapshots({
  store,
  cluster: () => clusters[turn++ % clusters.length]!,
  moment: async () => null,
  series: async () => null,
  hub: 'bench',
  mostDays: 30,
  template: () => null,
  random: randomBytes,
  timing: { now: Date.now, after: () => () => {} },
  log: (line) => say(`! ${line}`),
})
const parsed = parseSnapshotAsk({})
if (!parsed.ok) throw new Error(parsed.why)
say('ready')
for (;;) {
  const created = await snapshots.create(parsed.value, owner)
  if (!created.ok) throw new Error(created.error)
  say(`+ ${created.made.id} ${created.made.token}`)
  const listed = await snapshots.list(owner)
  for (const { id } of listed.ok ? listed.snapshots.slice(Number(kept)) : []) {
    say(`? ${id}`)
    if ((await snapshots.remove(id, owner)).ok) say(`- ${id}`)
  }
}
