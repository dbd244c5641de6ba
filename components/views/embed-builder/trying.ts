import type { SnippetOptions } from './snippet.ts'

/** A view that is being tried, or was. */
export interface Trying {
  readonly options: SnippetOptions
  readonly round: number
  readonly outcome: 'trying' | 'works' | { readonly why: string }
}
