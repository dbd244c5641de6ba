import { describe, expect, it } from 'vitest'
import { makeServerCommand, makeSnippet, viewOf } from './snippet.ts'

const options = {
  hub: 'https://hub.example/tools',
  view: 'services/default/web?vs="x"&y=<z>',
  namespaces: ['default'],
  theme: 'dark',
  lang: '',
  tokenUrl: '/fairlead-token',
}

describe('a snippet', () => {
  it('has nothing in it that is markup of somebody else', () => {
    expect(makeSnippet(options)).toBe(
      '<script src="https://hub.example/tools/embed.js" async></script>\n' +
        '<fairlead-view hub="https://hub.example/tools" view="services/default/web?vs=&quot;x&quot;&amp;y=&lt;z>" token-url="/fairlead-token" theme="dark"></fairlead-view>',
    )
  })

  it('goes with a command that asks for just that view', () => {
    expect(makeServerCommand(options)).toContain(`-d '{"views":["services"],"namespaces":["default"]}'`)
    expect(['', '/', 'matrix?by=rate', '/nodes/znode1'].map(viewOf)).toEqual(['', '', 'matrix', 'nodes'])
  })
})
