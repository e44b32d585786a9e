/** A number of a table by commune, period and subject; null: hidden before, and not known any more. */
export interface CountCell {
  commune: string
  period: string
  subject: string
  count: number | null
  /** It must stay hidden, though the number is known. */
  hidden?: boolean
  /** A number was public here before: it protects no other. */
  published?: boolean
  /** The number itself was public before: there is nothing to protect. */
  known?: boolean
}

export const AXES = ['commune', 'period', 'subject'] as const
const ABSENT = -2
const UNKNOWN = -1
/** Most places of a table. */
const MOST_PLACES = 4_000_000
/** Cells on each axis that are tried for a new box. */
const MOST_TRIED = 16
/** What the lots of a box's corners add to the number of cells that it hides: less than one cell. */
const LOT_SHARE = 1 / 16

/** Which corners a box may have beside the cell that it protects. */
type Corner = (place: number) => boolean

/** What a cell draws, each from 0 to below 1: its place among others, and whether it takes a box more than it needs. */
export type Lots = readonly [order: number, more: number]

/** A table of counts by commune, period and subject while it is decided what of it is hidden. */
export class CountCube {
  /** How many communes, periods and subjects. */
  readonly sizes: number[]
  /** Number of each place, or {@link ABSENT}, {@link UNKNOWN}. */
  readonly #values: Int32Array
  readonly #cells: (CountCell | undefined)[]
  readonly #hidden: Uint8Array
  readonly #lots: (Lots | undefined)[]
  readonly #lotsOf: (cell: CountCell) => Lots
  readonly #numbers: ReadonlyMap<string, number>[]
  readonly #strides: number[]

  /** @param lotsOf draws the lots of a cell */
  constructor(cells: readonly CountCell[], threshold: number, lotsOf: (cell: CountCell) => Lots) {
    this.#lotsOf = lotsOf
    this.#numbers = AXES.map((axis) => {
      const names = [...new Set(cells.map((cell) => cell[axis]))].sort()
      return new Map(names.map((name, i) => [name, i]))
    })
    this.sizes = this.#numbers.map(({ size }) => size)
    const [communes, periods, subjects] = this.sizes as [number, number, number]
    this.#strides = [periods * subjects, subjects, 1]
    const places = communes * periods * subjects
    if (places > MOST_PLACES) throw new RangeError(`${places} places`)
    this.#values = new Int32Array(places).fill(ABSENT)
    this.#cells = new Array(places)
    this.#hidden = new Uint8Array(places)
    this.#lots = new Array(places)
    for (const cell of cells) {
      const place = this.placeOf(cell)
      this.#values[place] = cell.count ?? UNKNOWN
      this.#cells[place] = cell
      const small = cell.count !== null && cell.count > 0 && cell.count < threshold
      this.#hidden[place] = cell.count === null || cell.hidden || small ? 1 : 0
    }
  }

  placeOf(cell: CountCell): number {
    return AXES.reduce(
      (sum, axis, i) => sum + (this.#numbers[i]!.get(cell[axis]) as number) * this.#strides[i]!,
      0,
    )
  }

  isHidden(place: number): boolean {
    return this.#hidden[place] === 1
  }

  hide(place: number): void {
    this.#hidden[place] = 1
  }

  /** Places that are hidden so far and whose number nobody has seen, in an order that says nothing of them. */
  secret(): number[] {
    const places = [...this.#hidden.keys()].filter(
      (place) => this.#hidden[place] === 1 && !this.#cells[place]!.known,
    )
    return places.sort((a, b) => this.#lotsAt(a)[0] - this.#lotsAt(b)[0])
  }

  /** Whether a place is hidden for the first time, and draws a lot below `share` for a box more. */
  takesMore(place: number, share: number): boolean {
    const cell = this.#cells[place]!
    return cell.count !== null && !cell.hidden && this.#lotsAt(place)[1] < share
  }

  /** Whether there is a box whose other corners are all hidden already, and were never public. */
  hiddenBox(place: number, axes: readonly number[]): boolean {
    const corner: Corner = (other) => this.#hidden[other] === 1 && this.#neverPublic(other)
    const lines = axes.map((axis) => this.#along(place, axis).filter(corner))
    return this.#box(place, lines, corner, 0) !== undefined
  }

  /** The box that hides fewest further cells, at least `fewest`, none of which was ever public. */
  cheapestBox(place: number, axes: readonly number[], fewest = 0): number[] | undefined {
    return this.#cheapest(place, axes, (other) => this.#neverPublic(other), fewest)
  }

  /** Whether there would be a box if no number had been public before. */
  hadBox(place: number, axes: readonly number[]): boolean {
    return this.#cheapest(place, axes, () => true, 0) !== undefined
  }

  #neverPublic(place: number): boolean {
    return !this.#cells[place]?.published
  }

  #cheapest(place: number, axes: readonly number[], corner: Corner, fewest: number): number[] | undefined {
    const there: Corner = (other) => this.#values[other] !== ABSENT && corner(other)
    const lines = axes.map((axis) =>
      this.#along(place, axis)
        .filter(there)
        .map((other) => [this.#cost(other), other] as const)
        .sort(([a], [b]) => a - b)
        .slice(0, MOST_TRIED)
        .map(([, other]) => other),
    )
    return this.#box(place, lines, there, fewest)
  }

  /** Other places on the line through `place` along an axis. */
  #along(place: number, axis: number): number[] {
    const [stride, size] = [this.#strides[axis]!, this.sizes[axis]!]
    const own = Math.floor(place / stride) % size
    const first = place - own * stride
    return Array.from({ length: size }, (_, i) => first + i * stride).filter((other) => other !== place)
  }

  /** The cheapest box with opposite corners on these lines, of those that cost `least`. */
  #box(place: number, lines: readonly number[][], corner: Corner, least: number): number[] | undefined {
    let best: { corners: number[]; cost: number } | undefined
    const visit = (axis: number, corners: readonly number[], cost: number): boolean => {
      if (axis === lines.length) {
        if (cost < least || !this.#balanced(corners)) return false
        best = { corners: [...corners], cost }
        return cost === 0
      }
      return lines[axis]!.some((other) => {
        const moved = corners.map((one) => one + other - place)
        if (!moved.every(corner)) return false
        const sum = moved.reduce((total, one) => total + this.#cost(one), cost)
        return sum < (best?.cost ?? Infinity) && visit(axis + 1, [...corners, ...moved], sum)
      })
    }
    visit(0, [place], 0)
    return best?.corners
  }

  /** Whether one case can be moved around the box: every second corner has one, or all the others have. */
  #balanced(corners: readonly number[]): boolean {
    const odd = (i: number) => [...i.toString(2)].filter((bit) => bit === '1').length % 2 === 1
    const full = (which: boolean) =>
      corners.every((corner, i) => odd(i) !== which || this.#values[corner] !== 0)
    return full(false) || full(true)
  }

  /** One for a cell that would be hidden, and a little by its lot; nothing for one that is. */
  #cost(place: number): number {
    return this.#hidden[place] ? 0 : 1 + this.#lotsAt(place)[0] * LOT_SHARE
  }

  #lotsAt(place: number): Lots {
    this.#lots[place] ??= this.#lotsOf(this.#cells[place]!)
    return this.#lots[place]!
  }
}
