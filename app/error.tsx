'use client'

/**
 * A fault outside any view: the frame itself. Imports nothing of ours, for it must work when that
 * does not; in both languages, for the dictionary may be what failed.
 */
export default function Failed({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main role="alert" className="p-6">
      <h1 className="text-20">The page stopped over a fault of its own. · 页面因自身故障而停止。</h1>
      <p className="addr mt-2">{error.message}</p>
      <button type="button" onClick={reset} className="mt-2 cursor-pointer text-accent underline">
        Try again · 重试
      </button>
    </main>
  )
}
