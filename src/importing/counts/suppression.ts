import { createHash } from 'node:crypto'
import { AXES, type CountCell, CountCube, type Lots } from './count-cube.ts'

export interface Suppression {
  /** Indexes of the cells that must not be shown. */
  hidden: Set<number>
  /** Indexes of hidden cells that sums give away all the same, because what could protect them was public before. */
  exposed: number[]
  /** Indexes of hidden cells that sums along some axis may give away: around them is nothing, or only zeros. */
  weak: number[]
}

/**
 * Share of the hidden cells that take one box more than they need. Without it a box more would say for certain that some
 * corner of it is small.
 */
const MORE = 1 / 6
/** Periods come one after another: what was published of earlier ones cannot protect a later one. */
const PERIOD = 1

/**
 * Which cells must not be shown. Numbers from 1 up to below `threshold` are hidden, and with each of them further ones,
 * so that sums known from elsewhere, over communes, periods or subjects, do not bring it back (complementary cell
 * suppression; Willenborg and de Waal, "Elements of Statistical Disclosure Control", 2001, ch. 4): it is a corner of a
 * box (two communes × two periods × two subjects; fewer where the table has only one) all of whose corners are hidden.
 * Adding one case to every second corner and taking one from the others leaves every sum as it is, so at least two
 * tables fit; for this the corners of one kind are never zero. Where a table is too sparse for such a box, a flat one
 * (two axes, one axis) is taken. Asked again about its own answer, it hides nothing more.
 *
 * Which further cells go depends on where small numbers are and on `secret`, and on no number: of the boxes that
 * protect, which only zeros can hinder, the one that hides fewest cells, and among these by lot. So whoever knows this
 * algorithm learns nothing from its choice (minimality attack; Wong and others, VLDB 2007). The lot of a cell is the
 * same in every edition.
 *
 * @param secret of the record; it must not be known to readers of the table
 * Throws RangeError for a table of more than 4 million places.
 */
export function suppression(cells: readonly CountCell[], threshold: number, secret: string): Suppression {
  const cube = new CountCube(cells, threshold, (cell) => lots(cell, secret))
  const axes = AXES.map((_, axis) => axis).filter((axis) => cube.sizes[axis]! > 1)
  const choices = subsets(axes)
  const protectAll = () => {
    for (let before = -1, hidden = cube.secret(); hidden.length > before; hidden = cube.secret()) {
      before = hidden.length
      for (const place of hidden) protect(cube, place, choices)
    }
  }
  protectAll()
  for (const place of cube.secret().filter((place) => cube.takesMore(place, MORE)))
    hideBox(cube, place, choices, 1)
  protectAll()
  const left = new Map(cube.secret().map((place) => [place, unprotected(cube, place, choices)]))
  const at = cells.map((cell) => cube.placeOf(cell))
  const indexesOf = (wanted: (place: number) => boolean) =>
    at.flatMap((place, i) => (wanted(place) ? [i] : []))
  return {
    hidden: new Set(indexesOf((place) => cube.isHidden(place))),
    exposed: indexesOf((place) => left.get(place)?.exposed === true),
    weak: indexesOf((place) => left.get(place)?.weak === true),
  }
}

/** Hides what makes `place` a corner of a box of hidden cells, where there is one. */
function protect(cube: CountCube, place: number, choices: readonly number[][]): void {
  choices.find((axes) => cube.hiddenBox(place, axes) || hideBox(cube, place, [axes]))
}

/**
 * What is missing at a hidden place: `exposed` when sums over communes or subjects bring it back, and would not if the
 * cells that could protect it had not been public before; `weak` when its box has fewer axes than the table.
 */
function unprotected(cube: CountCube, place: number, choices: readonly number[][]) {
  const found = choices.findIndex((axes) => cube.hiddenBox(place, axes))
  const axes = choices[found] ?? []
  const stronger = choices.slice(0, found < 0 ? choices.length : found)
  const exposed = stronger.some(
    (more) => more.some((axis) => axis !== PERIOD && !axes.includes(axis)) && cube.hadBox(place, more),
  )
  return { exposed, weak: !exposed && axes.length < (choices[0]?.length ?? 1) }
}

/** Hides the cheapest box around a place that has `fewest` cells to hide; false when there is none. */
function hideBox(cube: CountCube, place: number, choices: readonly number[][], fewest = 0): boolean {
  for (const axes of choices) {
    const box = cube.cheapestBox(place, axes, fewest)
    for (const corner of box ?? []) cube.hide(corner)
    if (box) return true
  }
  return false
}

/** All axes, then pairs, then single ones; communes come before periods, periods before subjects. */
function subsets(axes: readonly number[]): number[][] {
  const sets = Array.from({ length: 2 ** axes.length - 1 }, (_, i) =>
    axes.filter((_, bit) => (i + 1) & (1 << bit)),
  )
  return sets.sort((a, b) => b.length - a.length)
}

/** The lots that a cell draws: by its place in the table and the secret alone. */
function lots(cell: CountCell, secret: string): Lots {
  const key = [secret, ...AXES.map((axis) => cell[axis])].join('\u001f')
  const hash = createHash('sha256').update(key).digest()
  return [hash.readUInt32BE(0) / 2 ** 32, hash.readUInt32BE(4) / 2 ** 32]
}
