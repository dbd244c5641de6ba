/** Words at the pointer: an element of the page, so that they are set as all other text is. */
import type { Point } from '#components/stage/box.ts'
import type { Size } from '#components/stage/camera.ts'

export interface Tip {
  /** The first line is the heading. No lines: nothing is shown. */
  show(lines: readonly string[], at: Point, size: Size): void
  dispose(): void
}

export function makeTip(host: HTMLElement): Tip {
  const box = document.createElement('div')
  box.setAttribute('aria-hidden', 'true')
  box.className =
    'pointer-events-none absolute top-0 left-0 z-20 hidden max-w-80 rounded border border-line bg-raised px-2.5 py-1.5 text-12 text-ink-quiet tabular-nums'
  host.append(box)
  return {
    show(lines, at, size) {
      box.classList.toggle('hidden', lines.length === 0)
      box.replaceChildren(
        ...lines.map((text, index) => {
          const line = document.createElement('div')
          line.textContent = text
          if (index === 0) line.className = 'font-semibold text-ink'
          return line
        }),
      )
      const left = at.x + 16 + box.offsetWidth > size.width ? at.x - 12 - box.offsetWidth : at.x + 16
      const top = at.y + 18 + box.offsetHeight > size.height ? at.y - 12 - box.offsetHeight : at.y + 18
      box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`
    },
    dispose: () => box.remove(),
  }
}
