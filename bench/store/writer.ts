/** A process that makes and deletes snapshots until it is killed, and says on a line what was acknowledged to it. */
import { openStore } from '#server/store/open.ts'
import { benchSnapshots, owner, twoClusters } from './snapshots.ts'

const [, , path = '', kept = '20'] = process.argv
const say = (line: string) => process.stdout.write(`${line}\n`)
const warn = (line: string) => say(`! ${line}`)

const store = await openStore({ choice: { is: 'sqlite', path }, mostBytes: 2 ** 30, log: warn })
const snapshots = await benchSnapshots(store, twoClusters(), warn)
say('ready')
for (;;) {
  const created = await snapshots.make()
  if (!created.ok) throw new Error(created.error)
  say(`+ ${created.made.id} ${created.made.token}`)
  const listed = await snapshots.list(owner)
  for (const { id } of listed.ok ? listed.snapshots.slice(Number(kept)) : []) {
    say(`? ${id}`)
    if ((await snapshots.remove(id, owner)).ok) say(`- ${id}`)
  }
}
