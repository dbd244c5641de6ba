/**
 * Builds the template of the one HTML file that holds a snapshot and its pages: all script and style
 * inlined, allowed by their hashes and nothing else, so that it opens from a disk and asks nobody.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './node.mjs'

const fonts = [
  { family: 'Inter Variable', file: 'inter/files/inter-latin-wght-normal.woff2' },
  { family: 'JetBrains Mono Variable', file: 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2' },
]

/** `out` is the directory of the built pages, whose style it takes. Beside it goes the worker that opens a snapshot for the pages. */
export async function buildOneFile(out) {
  writeFileSync(join(out, 'open-snapshot.js'), await bundle('components/kept/worker.ts', 'iife'))
  // Within a page these would end the script or begin a comment of HTML.
  const script = (await bundle('components/offline/main.tsx', 'esm'))
    .replaceAll(/<\/script/gi, '<\\/script')
    .replaceAll('<!--', '<\\!--')
  const style = fonts.map(faceOf).join('') + styleOf(out)
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'font-src data:',
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const html = [
    '<!doctype html>',
    '<html lang="en" data-base="" data-pages="one-file">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="content-security-policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    '<title>Fairlead</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="root"></div>',
    // As `model/snapshot/one-file.ts` looks for it.
    '<script type="application/octet-stream" id="snapshot"></script>',
    `<script type="module">${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
  writeFileSync(join(out, 'one-file.html'), html)
}

async function bundle(entry, format) {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    minify: true,
    format,
    target: 'es2022',
    jsx: 'automatic',
    charset: 'utf8',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return outputFiles[0].text
}

/** Without its faces: their files are not there. */
function styleOf(out) {
  const dir = join(out, '_next', 'static')
  if (!existsSync(dir)) throw new Error(`There are no built pages in ${out}.`)
  return readdirSync(dir, { recursive: true })
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => readFileSync(join(dir, name), 'utf8').replaceAll(/@font-face\s*\{[^}]*\}/g, ''))
    .join('\n')
}

function faceOf({ family, file }) {
  const data = readFileSync(join(root, 'node_modules', '@fontsource-variable', file)).toString('base64')
  return `@font-face{font-family:'${family}';font-weight:100 900;src:url(data:font/woff2;base64,${data}) format('woff2')}`
}

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
