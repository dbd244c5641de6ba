/**
 * The content security policy of a page, worked out from the page itself: its inline scripts and
 * styles are allowed by their hashes, so nothing that gets in later runs.
 */
import { createHash } from 'node:crypto'
import { guardRules } from './guard.ts'
import { reportsPath } from './reports.ts'

export function policyOf(html: string, basePath: string): string {
  const scripts = hashesOf(html, /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)
  const styles = hashesOf(html, /<style[^>]*>([\s\S]*?)<\/style>/g)
  const attributes = hashesOf(html, /\sstyle="([^"]*)"/g)
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...scripts].join(' '),
    ['style-src', "'self'", ...styles, ...(attributes.length > 0 ? ["'unsafe-hashes'", ...attributes] : [])].join(' '),
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...guardRules(html),
    `report-uri ${basePath}${reportsPath}`,
  ].join('; ')
}

const entities: Record<string, string> = {
  '&quot;': '"',
  '&#x27;': "'",
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

function hashesOf(html: string, pattern: RegExp): string[] {
  const isAttribute = pattern.source.includes('style=')
  const found = [...html.matchAll(pattern)].map(([, text = '']) =>
    isAttribute ? text.replace(/&(quot|#x27|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity) : text,
  )
  return [...new Set(found)]
    .filter((text) => text !== '')
    .map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}
