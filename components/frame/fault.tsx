'use client'
import { Component, type ReactNode } from 'react'
import { useWords } from '#components/words/use-words.ts'

/** A fault in one view leaves the frame and the other views standing. A new `place` begins anew. */
export class FaultBarrier extends Component<
  { place: string; children: ReactNode },
  { failedAt: string | null; why: string }
> {
  override state = { failedAt: null, why: '' }

  static getDerivedStateFromError(error: unknown) {
    return { failedAt: '', why: error instanceof Error ? error.message : String(error) }
  }

  override componentDidUpdate(before: { place: string }) {
    if (this.state.failedAt !== null && before.place !== this.props.place) this.setState({ failedAt: null, why: '' })
  }

  override render() {
    if (this.state.failedAt === null) return this.props.children
    return <Fault why={this.state.why} again={() => this.setState({ failedAt: null, why: '' })} />
  }
}

export function Fault({ why, again }: { why: string; again: () => void }) {
  const words = useWords()
  return (
    <div role="alert" className="m-6 max-w-prose border-l-2 border-wrong py-1 pl-3">
      <p className="font-semibold">{words.frame.failed}</p>
      <p className="addr mt-1 text-ink-quiet">{why}</p>
      <button type="button" onClick={again} className="mt-2 cursor-pointer text-accent underline">
        {words.frame.tryAgain}
      </button>
    </div>
  )
}
