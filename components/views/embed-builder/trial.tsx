'use client'
import { useEffect, useRef } from 'react'
import { postJson } from '#components/url/api.ts'
import { basePath } from '#components/url/browser.ts'
import { useWords } from '#components/words/use-words.ts'
import { parseEmbedMessage } from '#model/embed/messages.ts'
import { pathOf, type SnippetOptions } from './snippet.ts'

/** A view comes to life within this time, or it does not work, milliseconds. */
const patienceMs = 10_000

interface TrialProps {
  readonly options: SnippetOptions
  /** How wide the page around is, pixels; null for as wide as this one. */
  readonly width: number | null
  /** Told null when it lives, else why it does not. */
  readonly onEnd: (why: string | null) => void
}

/** The view in a frame, as it will be in somebody's page. */
export function Trial({ options, width, onEnd }: TrialProps) {
  const { embed: say } = useWords()
  const frame = useRef<HTMLIFrameElement>(null)
  const { views, namespaces, theme, lang } = options
  const view = pathOf(options.view)
  const search = new URLSearchParams(Object.entries({ theme, lang }).filter(([, value]) => value !== '')).toString()
  const path = `${basePath()}/embed/${view}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: a trial is of the options it began with.
  useEffect(() => {
    let isOver = false
    const end = (why: string | null) => {
      if (!isOver) onEnd(why)
      isOver = true
    }
    const patience = setTimeout(() => end(say.silent), patienceMs)
    const hear = async ({ source, origin, data }: MessageEvent) => {
      const own = frame.current
      if (own === null || source !== own.contentWindow || origin !== window.location.origin) return
      const message = parseEmbedMessage(data)
      if (message?.type === 'fairlead:height') own.style.height = `${Math.min(1_200, Math.max(120, message.height))}px`
      if (message?.type === 'fairlead:state' && message.state === 'live') end(null)
      if (message?.type === 'fairlead:state' && message.state === 'refused') end(message.why)
      if (message?.type !== 'fairlead:ready') return
      const answer = await postJson(['embed-tokens'], { views, namespaces })
      const token = answer.ok ? (answer.value as { token?: unknown }).token : null
      if (typeof token !== 'string') return end(answer.ok ? say.silent : (answer.why ?? say.noAnswer))
      own.contentWindow?.postMessage({ type: 'fairlead:token', ask: message.ask, token }, window.location.origin)
    }
    window.addEventListener('message', hear)
    return () => {
      isOver = true
      clearTimeout(patience)
      window.removeEventListener('message', hear)
    }
  }, [])
  return (
    <iframe
      ref={frame}
      title={say.preview}
      src={search === '' ? path : `${path}${view.includes('?') ? '&' : '?'}${search}`}
      style={{ width: width ?? '100%' }}
      className="h-120 max-w-full rounded border border-line"
    />
  )
}
