/** Texts longer than this are never compared. */
const MAX_LENGTH = 24
const rowsOf = () =>
  [new Uint8Array(MAX_LENGTH + 2), new Uint8Array(MAX_LENGTH + 2), new Uint8Array(MAX_LENGTH + 2)] as const

/**
 * A measure of typing errors between short texts: insertions, deletions, substitutions and swaps of neighbours
 * (optimal string alignment). Returns a function with its own scratch memory.
 */
export function editDistance(): (typed: string, known: string, max: number, prefix?: boolean) => number {
  let [before, last, row] = rowsOf() as [Uint8Array, Uint8Array, Uint8Array]
  /**
   * Errors that turn `typed` into `known`, or with `prefix` into the best beginning of `known`; anything above
   * `max` is returned as `max + 1`.
   */
  return (typed, known, max, prefix = false) => {
    const n = typed.length
    const m = Math.min(known.length, prefix ? n + max : MAX_LENGTH)
    if (n > MAX_LENGTH || known.length > MAX_LENGTH || n - m > max || (!prefix && m - n > max)) return max + 1
    for (let j = 0; j <= m; j++) last[j] = j
    for (let i = 1; i <= n; i++) {
      row[0] = i
      let best = i
      for (let j = 1; j <= m; j++) {
        const same = typed.charCodeAt(i - 1) === known.charCodeAt(j - 1)
        let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1))
        if (
          i > 1 &&
          j > 1 &&
          typed.charCodeAt(i - 1) === known.charCodeAt(j - 2) &&
          typed.charCodeAt(i - 2) === known.charCodeAt(j - 1)
        )
          cost = Math.min(cost, before[j - 2]! + 1)
        row[j] = cost
        if (cost < best) best = cost
      }
      if (best > max) return max + 1
      ;[before, last, row] = [last, row, before]
    }
    if (!prefix) return Math.min(last[m]!, max + 1)
    let best = max + 1
    for (let j = 0; j <= m; j++) if (last[j]! < best) best = last[j]!
    return best
  }
}
