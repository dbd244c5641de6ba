import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Import, judge } from './walls.ts'

const root = join(import.meta.dirname, '../..')
const rooms = ['app', 'components', 'model', 'server', 'e2e', 'bench']

const files = rooms
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^'"\n;]*?(?:\n[^'"]*?)?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
    ),
  ].map(([, from, lazy, bare]) => {
    const name = (from ?? lazy ?? bare)!
    if (name.startsWith('#')) return { from: file, to: name.slice(1), isOurs: true }
    if (name.startsWith('.')) return { from: file, to: normalize(join(dirname(file), name)), isOurs: true }
    return { from: file, to: name, isOurs: false }
  })
}

describe('import walls', () => {
  it('finds imports to judge', () => expect(files.flatMap(importsOf).length).toBeGreaterThan(100))
  it('nothing goes through a wall', () => {
    expect(files.flatMap(importsOf).map(judge).filter(Boolean)).toEqual([])
  })
  it.each([
    ['app/layout.tsx', 'server/hub.ts'],
    ['model/join/join.ts', 'server/config.ts'],
    ['components/stage/camera.ts', 'model/ids.ts'],
    ['server/fleet/poll.ts', 'server/kube/watch.ts'],
    ['components/views/node/view.tsx', 'components/views/service/scene.ts'],
  ])('%s may not import %s', (from, to) => expect(judge({ from, to, isOurs: true })).not.toBeNull())
})
