import { AXES, type CountCell } from '../../src/importing/counts/count-cube.ts'
import { suppression } from '../../src/importing/counts/suppression.ts'

type Known = CountCell & { count: number }

/** Tables that are looked at before an attacker gives up; a small table has fewer. */
const MOST_TABLES = 5000

/**
 * Every table that fits what the public knows: the numbers that are shown, and the true sum of every line along an axis;
 * no number is below zero. Each as the numbers of the hidden cells, in the order of `hidden`.
 */
export function* fittingTables(cells: readonly Known[], hidden: readonly number[]): Generator<number[]> {
  const axes = AXES.filter((axis) => new Set(cells.map((cell) => cell[axis])).size > 1)
  const lines = new Map<string, { sum: number; left: number }>()
  const linesOf = hidden.map((i) =>
    axes.map((axis) => {
      const name = [axis, ...AXES.filter((other) => other !== axis).map((other) => cells[i]![other])].join(
        ' ',
      )
      const line = lines.get(name) ?? { sum: 0, left: 0 }
      lines.set(name, line)
      line.sum += cells[i]!.count
      line.left++
      return line
    }),
  )
  const numbers = hidden.map(() => 0)
  let found = 0
  yield* fill(0)

  function* fill(at: number): Generator<number[]> {
    if (found >= MOST_TABLES) return
    if (at === hidden.length) {
      found++
      yield [...numbers]
      return
    }
    const own = linesOf[at]!
    const last = own.filter(({ left }) => left === 1)
    const most = Math.min(...own.map(({ sum }) => sum))
    for (let n = last[0]?.sum ?? 0; n <= (last[0]?.sum ?? most) && n <= most; n++) {
      if (last.some(({ sum }) => sum !== n)) continue
      for (const line of own) {
        line.sum -= n
        line.left--
      }
      numbers[at] = n
      yield* fill(at + 1)
      for (const line of own) {
        line.sum += n
        line.left++
      }
    }
  }
}

/**
 * The hidden small numbers that are settled for someone who knows the sums and this program, but not the secret: of all
 * tables that fit he keeps those of which the same cells would have been hidden under one of `secrets`.
 */
export function settled(
  cells: readonly Known[],
  hidden: ReadonlySet<number>,
  threshold: number,
  secrets: readonly string[],
): number[] {
  const places = [...hidden]
  const small = places.filter((i) => cells[i]!.count > 0 && cells[i]!.count < threshold)
  const possible = new Map(small.map((i) => [i, new Set([cells[i]!.count])]))
  for (const numbers of fittingTables(cells, places)) {
    const says = (i: number) => numbers[places.indexOf(i)]!
    if (small.every((i) => possible.get(i)!.size > 1)) break
    if (small.every((i) => possible.get(i)!.has(says(i)))) continue
    const table = cells.map((cell, i) => (hidden.has(i) ? { ...cell, count: says(i) } : cell))
    const same = secrets.some((secret) => {
      const other = suppression(table, threshold, secret).hidden
      return other.size === hidden.size && places.every((i) => other.has(i))
    })
    if (same) for (const i of small) possible.get(i)!.add(says(i))
  }
  return small.filter((i) => possible.get(i)!.size === 1)
}
