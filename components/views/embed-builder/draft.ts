/** What is asked for, as it is being written. */
import { basePath } from '#components/url/browser.ts'
import { type EmbedView, embedViewOf, embedViews } from '#model/embed/views.ts'
import { readView, type SnippetOptions } from './snippet.ts'

export interface Draft extends Pick<SnippetOptions, 'theme' | 'lang' | 'tokenUrl'> {
  readonly view: string
  readonly namespaces: string
  /** Views its links may lead to without leaving the page, besides its own. */
  readonly others: readonly EmbedView[]
}

const hubUrl = (): string => `${window.location.origin}${basePath()}`

/** `view` empty: nobody came from a view, and nobody's way of reading is taken. */
export const draftOf = (view: string, reading: Pick<Draft, 'theme' | 'lang'>): Draft => ({
  ...(view === '' ? { theme: '', lang: '' } : reading),
  view: view === '' ? 'topology' : readView(view, hubUrl()),
  namespaces: '',
  others: [],
  tokenUrl: '/fairlead-token',
})

/** Null where what is written is no view that can be embedded. */
export const viewOf = ({ view }: Pick<Draft, 'view'>): EmbedView | null => embedViewOf(readView(view, hubUrl()))

export function optionsOf(draft: Draft): SnippetOptions {
  const { theme, lang, tokenUrl, others } = draft
  const named = draft.namespaces.split(/[\s,]+/).filter(Boolean)
  const own = viewOf(draft)
  return {
    hub: hubUrl(),
    view: readView(draft.view, hubUrl()),
    views: embedViews.filter((view) => view === own || others.includes(view)),
    namespaces: named.length === 0 ? null : named,
    theme,
    lang,
    tokenUrl,
  }
}
