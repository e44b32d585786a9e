export interface Run {
  text: string
  marked: boolean
}

/**
 * Cuts `label.slice(from, to)` into runs, marked where a range covers it.
 * Ranges are `[start, end)` in UTF-16 units of the label; they may overlap, come in any order or reach outside.
 */
export function highlightRuns(
  label: string,
  ranges: ReadonlyArray<readonly [number, number]>,
  from = 0,
  to = label.length,
): Run[] {
  const runs: Run[] = []
  const put = (start: number, end: number, marked: boolean) => {
    if (end > start) runs.push({ text: label.slice(start, end), marked })
  }
  let at = from
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const first = Math.max(start, at)
    const last = Math.min(end, to)
    if (last <= first) continue
    put(at, first, false)
    put(first, last, true)
    at = last
  }
  put(at, to, false)
  return runs
}

/** Where the first part of a label ends, its comma not included: what is named, before where it lies. */
export function headLength(label: string): number {
  const comma = label.indexOf(', ')
  return comma < 0 ? label.length : comma
}
