/** What kind of file it is by its name, and whether it is text that may name the base path. */
export interface FileType {
  readonly type: string
  readonly isText: boolean
}

const types: Record<string, FileType> = {
  html: { type: 'text/html; charset=utf-8', isText: true },
  js: { type: 'text/javascript; charset=utf-8', isText: true },
  css: { type: 'text/css; charset=utf-8', isText: true },
  txt: { type: 'text/plain; charset=utf-8', isText: true },
  json: { type: 'application/json', isText: true },
  webmanifest: { type: 'application/manifest+json', isText: true },
  svg: { type: 'image/svg+xml', isText: true },
  map: { type: 'application/json', isText: true },
  png: { type: 'image/png', isText: false },
  ico: { type: 'image/x-icon', isText: false },
  woff2: { type: 'font/woff2', isText: false },
}

const other: FileType = { type: 'application/octet-stream', isText: false }

export const typeOf = (path: string): FileType => types[path.slice(path.lastIndexOf('.') + 1)] ?? other
