/** A stack of undo functions, run once, last first. What is added after that is undone at once. */
export interface UndoStack {
  add(undo: () => void): void
  run(): void
}

export function makeUndoStack(): UndoStack {
  let stack: (() => void)[] | null = []
  return {
    add(undo) {
      if (stack) stack.push(undo)
      else undo()
    },
    run() {
      const undos = stack ?? []
      stack = null
      for (const undo of undos.reverse()) undo()
    },
  }
}

/** Listens and returns the undo. */
export function listen<K extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: K,
  listener: (event: HTMLElementEventMap[K]) => void,
  options?: AddEventListenerOptions,
): () => void {
  target.addEventListener(type, listener, options)
  return () => target.removeEventListener(type, listener, options)
}
