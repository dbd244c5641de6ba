/** Words around everything a person can begin from a page: tests, captures, walks. */
export const actions = {
  'not-loopback':
    'This hub listens for other machines, so it begins no tests, captures or walks until it is told that it may: set FAIRLEAD_ACTIONS=on where it runs, and start it again.',
  off: 'This hub only looks: it begins no tests, captures or walks. Set FAIRLEAD_ACTIONS=on where it runs, and start it again.',
  failed: (why: string) => `The hub did not do it: ${why}`,
  noAnswer:
    'The hub did not answer within 10 s, so it is not known whether it began. Look at the list before you try again.',
}

/** How sure a cause is. */
export const certainties = {
  certain: 'certain',
  likely: 'likely',
  possible: 'possible',
}
