import { basePath } from './browser.ts'

/** The whole address of something below `/api/v1` on the hub this page came from. */
export const apiAddress = (segments: readonly string[]): string =>
  `${window.location.origin}${basePath()}/api/v1/${segments.map(encodeURIComponent).join('/')}`
