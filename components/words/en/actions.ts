/** Words around everything a person can begin from a page: tests, captures, walks. */
export const actions = {
  open: 'Nobody logs in to this hub, so it begins no tests, captures or walks. Who runs it can choose a login by FAIRLEAD_AUTH.',
  role: 'You may look, and not begin this: it needs a role you do not have. Ask who runs this hub.',
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
