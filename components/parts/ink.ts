/** What canvases of views paint with: the roles of the palette, and the page's families of letters. */

export const roles = [
  'ground',
  'panel',
  'raised',
  'line',
  'ink',
  'ink-quiet',
  'accent',
  'flow',
  'ok',
  'drain',
  'warn',
  'wrong',
  'unknown',
] as const
export type Role = (typeof roles)[number]

const chinese = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC'"
export const sans = `'Inter Variable', ${chinese}, system-ui, sans-serif`
export const mono = `'JetBrains Mono Variable', ${chinese}, monospace`
