import type { Group, Line } from './line.ts'

export interface LineFilter {
  readonly show: 'all' | 'problems' | 'structure' | 'proofs' | 'load'
  /** Words that must all be found. */
  readonly text: string
}

/** Groups with the lines that fit; one whose name fits keeps all its lines. */
export function filterGroups(groups: readonly Group[], filter: LineFilter): readonly Group[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return groups.flatMap((group) => {
    const place = [group.service ?? '', group.title, ...(group.nodes ?? [])].join(' ')
    const lines = group.lines.filter((line) => {
      if (!isShown(line, group, filter.show)) return false
      const text =
        `${place} ${line.key} ${line.before ?? ''} ${line.after ?? ''} ${line.nodes?.join(' ') ?? ''}`.toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
    const isWhole = group.lines.length === 0 && (filter.show === 'all' || filter.show === 'structure')
    const fits = isWhole && wanted.every((word) => place.toLowerCase().includes(word))
    return lines.length > 0 || fits ? [{ ...group, lines }] : []
  })
}

function isShown(line: Line, group: Group, show: LineFilter['show']): boolean {
  switch (show) {
    case 'all':
      return line.is !== 'same' || line.kind === 'drift' || group.is !== 'same'
    case 'problems':
      return line.isProblem
    case 'structure':
      return line.kind === 'structure' && line.is !== 'same'
    case 'proofs':
      return line.kind === 'proof'
    case 'load':
      return line.kind === 'load' && line.is !== 'same'
  }
}
