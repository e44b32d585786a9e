/** A number of a table by commune, period and subject; null: hidden before, and not known any more. */
export interface CountCell {
  commune: string
  period: string
  subject: string
  count: number | null
  /** Hidden before, though the number is known: it stays hidden. */
  hidden?: boolean
  /** Whether the same number has been public before; such cells are taken last to protect others. */
  published?: boolean
}

const AXES = ['commune', 'period', 'subject'] as const
const ABSENT = -2
const UNKNOWN = -1
/** Costs of hiding a cell for the sake of others: small numbers first, then zeros, what was public last. */
const ZERO_COST = 2e6
const PUBLISHED_COST = 1e9
/** Cells of a table, empty ones too. */
const MAX_PLACES = 4_000_000
/** Cells on each axis that are tried for a new box. */
const MAX_TRIED = 16

/**
 * The indexes of the cells that must not be shown. Numbers from 1 up to below `threshold` are hidden, and with each of
 * them further ones, so that sums known from elsewhere, over communes, periods or subjects, do not bring it back: it
 * is a corner of a box (two communes × two periods × two subjects; fewer where the table has only one) all of whose
 * corners are hidden. Adding one case to every second corner and taking one from the others leaves every sum as it
 * is, so at least two tables fit. The corners of one kind are never zero; absent cells are no corners. The corners are
 * protected in the same way, until nothing changes: asked again about its own answer, it hides nothing more. Where a
 * table is too sparse for such a box, a flat one (two axes, one axis) is taken. Throws RangeError for a table of more
 * than 4 million cells.
 */
export function suppressed(cells: readonly CountCell[], threshold: number): Set<number> {
  const table = new Table(cells, threshold)
  const axes = AXES.map((_, axis) => axis).filter((axis) => table.sizes[axis]! > 1)
  const choices = subsets(axes)
  for (let before = -1, hidden = table.secret(); hidden.length > before; hidden = table.secret()) {
    before = hidden.length
    for (const place of hidden) protect(table, place, choices)
  }
  return new Set(cells.flatMap((cell, i) => (table.hidden[table.placeOf(cell)] ? [i] : [])))
}

/** Hides what makes `place` a corner of a box of hidden cells. */
function protect(table: Table, place: number, choices: readonly number[][]): void {
  for (const axes of choices) {
    if (table.hiddenBox(place, axes)) return
    const box = table.cheapestBox(place, axes)
    if (!box) continue
    for (const corner of box) table.hidden[corner] = 1
    return
  }
}

/** All axes, then pairs, then single ones; communes come before periods, periods before subjects. */
function subsets(axes: readonly number[]): number[][] {
  const sets = Array.from({ length: 2 ** axes.length - 1 }, (_, i) =>
    axes.filter((_, bit) => (i + 1) & (1 << bit)),
  )
  return sets.sort((a, b) => b.length - a.length)
}

class Table {
  readonly sizes: number[]
  /** Number of each place, or {@link ABSENT}, {@link UNKNOWN}. */
  readonly #values: Int32Array
  readonly hidden: Uint8Array
  readonly #published: Uint8Array
  readonly #numbers: ReadonlyMap<string, number>[]
  readonly #strides: number[]

  constructor(cells: readonly CountCell[], threshold: number) {
    this.#numbers = AXES.map((axis) => {
      const names = [...new Set(cells.map((cell) => cell[axis]))].sort()
      return new Map(names.map((name, i) => [name, i]))
    })
    this.sizes = this.#numbers.map(({ size }) => size)
    const [communes, periods, subjects] = this.sizes as [number, number, number]
    this.#strides = [periods * subjects, subjects, 1]
    const places = communes * periods * subjects
    if (places > MAX_PLACES) throw new RangeError(`${places} places`)
    this.#values = new Int32Array(places).fill(ABSENT)
    this.hidden = new Uint8Array(places)
    this.#published = new Uint8Array(places)
    for (const cell of cells) {
      const place = this.placeOf(cell)
      this.#values[place] = cell.count ?? UNKNOWN
      const small = cell.count !== null && cell.count > 0 && cell.count < threshold
      this.hidden[place] = cell.count === null || cell.hidden || small ? 1 : 0
      this.#published[place] = cell.published ? 1 : 0
    }
  }

  placeOf(cell: CountCell): number {
    return AXES.reduce(
      (sum, axis, i) => sum + (this.#numbers[i]!.get(cell[axis]) as number) * this.#strides[i]!,
      0,
    )
  }

  /** Places that are hidden so far. */
  secret(): number[] {
    return [...this.hidden.keys()].filter((place) => this.hidden[place] === 1)
  }

  /** A box whose corners are all hidden already. */
  hiddenBox(place: number, axes: readonly number[]): number[] | undefined {
    const offsets = axes.map((axis) => this.#along(place, axis).filter((other) => this.hidden[other] === 1))
    return this.#boxes(place, offsets, () => true)?.corners
  }

  /** The box that hides least. */
  cheapestBox(place: number, axes: readonly number[]): number[] | undefined {
    const offsets = axes.map((axis) =>
      this.#along(place, axis)
        .map((other) => [this.#cost(other) % PUBLISHED_COST, other] as const)
        .filter(([cost]) => !Number.isNaN(cost))
        .sort(([a], [b]) => a - b)
        .slice(0, MAX_TRIED)
        .map(([, other]) => other),
    )
    return this.#boxes(place, offsets, (cost) => cost === 0)?.corners
  }

  /** Other places on the line through `place` along an axis. */
  #along(place: number, axis: number): number[] {
    const [stride, size] = [this.#strides[axis]!, this.sizes[axis]!]
    const own = Math.floor(place / stride) % size
    const first = place - own * stride
    return Array.from({ length: size }, (_, i) => first + i * stride).filter((other) => other !== place)
  }

  /** The cheapest box with opposite corners on these lines, or the first that is `good` enough. */
  #boxes(
    place: number,
    lines: readonly number[][],
    good: (cost: number) => boolean,
  ): { corners: number[]; cost: number } | undefined {
    let best: { corners: number[]; cost: number } | undefined
    const visit = (axis: number, corners: readonly number[], cost: number): boolean => {
      if (axis === lines.length) {
        if (!this.#balanced(corners)) return false
        best = { corners: [...corners], cost }
        return good(cost)
      }
      return lines[axis]!.some((other) => {
        const moved = corners.map((corner) => corner + other - place)
        const sum = moved.reduce((total, corner) => total + this.#cost(corner), cost)
        return sum < (best?.cost ?? Infinity) && visit(axis + 1, [...corners, ...moved], sum)
      })
    }
    visit(0, [place], 0)
    return best
  }

  /** Whether one case can be moved around the box: every second corner has one, or all the others have. */
  #balanced(corners: readonly number[]): boolean {
    const odd = (i: number) => [...i.toString(2)].filter((bit) => bit === '1').length % 2 === 1
    const full = (which: boolean) =>
      corners.every((corner, i) => odd(i) !== which || this.#values[corner] !== 0)
    return full(false) || full(true)
  }

  #cost(place: number): number {
    const value = this.#values[place]!
    if (value === ABSENT) return Infinity
    if (this.hidden[place]) return 0
    return (value === 0 ? ZERO_COST : value) + (this.#published[place] ? PUBLISHED_COST : 0)
  }
}
