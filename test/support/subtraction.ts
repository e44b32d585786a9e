/** A cell as the public sees it: null is hidden. */
export interface PublicCell {
  at: readonly string[]
  shown: number | null
}

const PRIME = 2_147_483_647n

/**
 * What someone finds out who knows every public number and, for every line along an axis, the true sum: the hidden
 * cells that these equations settle. Gauss–Jordan elimination over a prime field; `truth` gives the sums.
 */
export function recovered(cells: readonly PublicCell[], truth: readonly number[]): number[] {
  const unknown = cells.flatMap(({ shown }, i) => (shown === null ? [i] : []))
  const column = new Map(unknown.map((cell, i) => [cell, i]))
  const equations = new Map<string, bigint[]>()
  const axes = cells[0]?.at.length ?? 0
  for (let axis = 0; axis < axes; axis++) {
    if (new Set(cells.map(({ at }) => at[axis])).size < 2) continue
    for (const [i, { at, shown }] of cells.entries()) {
      const line = `${axis} ${at.toSpliced(axis, 1).join(' ')}`
      const row = equations.get(line) ?? new Array<bigint>(unknown.length + 1).fill(0n)
      equations.set(line, row)
      // the sum of the line without what is public
      if (shown === null) {
        row[column.get(i)!] = 1n
        row[unknown.length] = (row[unknown.length]! + BigInt(truth[i]!)) % PRIME
      }
    }
  }
  const rows = [...equations.values()]
  const pivots: [row: bigint[], column: number][] = []
  for (let at = 0; at < unknown.length; at++) {
    const used = pivots.length
    const found = rows.findIndex((row, i) => i >= used && row[at] !== 0n)
    if (found < 0) continue
    ;[rows[used], rows[found]] = [rows[found]!, rows[used]!]
    const pivot = rows[used]!
    const inverse = power(pivot[at]!, PRIME - 2n)
    for (let k = at; k <= unknown.length; k++) pivot[k] = (pivot[k]! * inverse) % PRIME
    for (const row of rows) {
      const factor = row[at]!
      if (row === pivot || factor === 0n) continue
      for (let k = at; k <= unknown.length; k++)
        if (pivot[k] !== 0n) row[k] = (((row[k]! - factor * pivot[k]!) % PRIME) + PRIME) % PRIME
    }
    pivots.push([pivot, at])
  }
  return pivots
    .filter(([row]) => row.slice(0, -1).filter((value) => value !== 0n).length === 1)
    .map(([, at]) => unknown[at]!)
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let b = base % PRIME, e = exponent; e > 0n; b = (b * b) % PRIME, e >>= 1n)
    if (e & 1n) result = (result * b) % PRIME
  return result
}
