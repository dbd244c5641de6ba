/** Long work a step at a time: a generator, at each `yield` of which whoever runs it may do other things first. */
export type Steps<Result> = Generator<void, Result>

/** All of it at once. */
export function finish<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** What `make` makes of each, a step each. */
export function* mapSteps<Item, Made>(items: Iterable<Item>, make: (item: Item) => Made): Steps<Made[]> {
  const all: Made[] = []
  for (const item of items) {
    all.push(make(item))
    yield
  }
  return all
}
