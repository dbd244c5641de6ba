import { describe, expect, it } from 'vitest'
import { everyScope } from '../fixtures/two-tenants.ts'
import { scopeKindOf } from '../scope.ts'
import { embedViewOf, embedViews, makeSees } from './views.ts'

const seenBy = (...views: Parameters<typeof makeSees>[0]) => [
  ...new Set(everyScope.filter(makeSees(views)).map(scopeKindOf)),
]

describe('a view that is embedded', () => {
  it.each([
    ['topology', ['overview', 'thing']],
    ['matrix', ['matrix']],
    ['services', ['overview', 'thing']],
    ['nodes', ['overview', 'node']],
    ['flows', ['overview', 'flows', 'capture']],
    ['access', ['overview', 'access']],
    ['walk', ['overview', 'walk']],
  ] as const)('%s looks at %j and nothing else', (view, kinds) => {
    expect(seenBy(view).sort()).toEqual([...kinds].sort())
  })

  it('looks at nothing where none is named, and at no kind nobody has heard of', () => {
    expect(seenBy()).toEqual([])
    expect(makeSees(embedViews)({ is: 'snapshots' } as never)).toBe(false)
  })

  it('does not come by a node whole as by a thing', () => {
    expect(makeSees(['topology'])({ is: 'thing', thing: 'node:n1' })).toBe(false)
    expect(makeSees(['topology'])({ is: 'thing', thing: 'service:shop/web' })).toBe(true)
  })

  it('is found in a path', () => {
    expect(
      ['/', '', '/topology', '?by=rate', '/services/default/web', 'matrix?x=/nodes', '/nodes/n1'].map(embedViewOf),
    ).toEqual(['topology', 'topology', 'topology', 'topology', 'services', 'matrix', 'nodes'])
    expect(['/snapshots', '/compare', '/embed-builder', '/toString', '/__proto__'].map(embedViewOf)).toEqual(
      Array(5).fill(null),
    )
  })
})
