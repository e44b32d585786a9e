/** What work in slices leads to, and how often others could have had their turn. */
export function stepped<Result>(slices: Generator<unknown, Result>): { result: Result; steps: number } {
  for (let steps = 0; ; steps++) {
    const { done, value } = slices.next()
    if (done) return { result: value, steps }
  }
}
