import { describe, expect, it } from 'vitest'
import { makeServerCommand, makeSnippet, pathOf, readView } from './snippet.ts'

const options = {
  hub: 'https://hub.example/tools',
  view: 'services/default/web?vs="x"&y=<z>',
  views: ['services', 'nodes'],
  namespaces: ['default'],
  theme: 'dark',
  lang: '',
  tokenUrl: '/fairlead-token',
} as const

describe('a snippet', () => {
  it('has nothing in it that is markup of somebody else', () => {
    expect(makeSnippet(options)).toBe(
      '<script src="https://hub.example/tools/embed.js" async></script>\n' +
        '<fairlead-view hub="https://hub.example/tools" view="services/default/web?vs=&quot;x&quot;&amp;y=&lt;z>" token-url="/fairlead-token" theme="dark"></fairlead-view>',
    )
  })

  it('goes with a command that asks for just those views', () => {
    expect(makeServerCommand(options)).toContain(`-d '{"views":["services","nodes"],"namespaces":["default"]}'`)
  })

  it('names a view however its address was given', () => {
    const hub = 'https://hub.example/tools'
    const given = ['', '/', `${hub}/`, `${hub}/?q=web`, '/matrix?by=rate', `${hub}/services/default/web`, 'topology']
    const views = given.map((text) => readView(text, hub))
    expect(views).toEqual([
      'topology',
      'topology',
      'topology',
      'topology?q=web',
      'matrix?by=rate',
      'services/default/web',
      'topology',
    ])
    expect(views.map(pathOf)).toEqual(['', '', '', '?q=web', 'matrix?by=rate', 'services/default/web', ''])
  })
})
