/**
 * Lets a crowd in a few at a time: after a restart every browser says hello within a second, and the
 * polls and heartbeats of everybody else must have their turn in between.
 */
export function makeAdmission(atOnce: number, later: (run: () => void) => void): (enter: () => void) => void {
  let waiting: (() => void)[] = []

  const open = () => {
    const entering = waiting.slice(0, atOnce)
    waiting = waiting.slice(atOnce)
    if (waiting.length > 0) later(open)
    for (const enter of entering) enter()
  }
  return (enter) => {
    waiting.push(enter)
    if (waiting.length === 1) later(open)
  }
}
