import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyPlace, fromBase64 } from '#model/snapshot/one-file.ts'
import { fillOneFile } from './one-file.ts'

const template = Buffer.from(`<!doctype html><body><p>节点</p>${emptyPlace}<script>run()</script></body>`)
const contentOf = (html: string) => /<script type="application\/octet-stream"[^>]*>([^<]*)<\/script>/.exec(html)?.[1]

describe('one HTML file', () => {
  it('gives back the bytes that were put into it, and nothing else of the page changes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100_000 }), (bytes) => {
        const html = fillOneFile(template, bytes).toString('utf8')
        const content = contentOf(html)!
        expect(fromBase64(content)).toEqual(bytes)
        expect(html.replace(content, '')).toBe(template.toString('utf8'))
      }),
      { numRuns: 30 },
    )
  })

  it('is not made of a page without a place for a snapshot', () => {
    expect(() => fillOneFile(Buffer.from('<!doctype html>'), new Uint8Array(1))).toThrow(/build the pages again/)
  })

  it('has no bytes where the text is no base64', () => {
    expect(fromBase64('<script>')).toBeNull()
  })

  it('finds its place in what the build writes', () => {
    expect(readFileSync(new URL('../launch/one-file.mjs', import.meta.url), 'utf8')).toContain(emptyPlace)
  })
})
