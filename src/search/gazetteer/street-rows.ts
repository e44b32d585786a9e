/** A street's name, by number, and its area. */
export interface StreetKey {
  readonly name: number
  readonly area: number
}

/** Which rows of the layer `street` bear a name in an area: there may be several, and the street is of the first. */
export class StreetRows {
  readonly #keys = new Map<number, StreetKey>()
  readonly #rows = new Map<string, Set<number>>()
  /** The lowest of each. */
  readonly #firsts = new Map<string, number>()
  /** Areas of former districts that have rows of a name, by its number. */
  readonly #districts = new Map<number, Set<number>>()

  /** Adds a row; `isDistrict` where no more than its former district is known. */
  add(fid: number, key: StreetKey, isDistrict: boolean): void {
    this.#keys.set(fid, key)
    const text = textOf(key)
    const rows = this.#rows.get(text)
    if (rows) rows.add(fid)
    else this.#rows.set(text, new Set([fid]))
    this.#firsts.set(text, Math.min(fid, this.#firsts.get(text) ?? fid))
    if (!isDistrict) return
    const areas = this.#districts.get(key.name)
    if (areas) areas.add(key.area)
    else this.#districts.set(key.name, new Set([key.area]))
  }

  /** The street that a row is of. */
  of(fid: number): StreetKey | undefined {
    return this.#keys.get(fid)
  }

  /** Removes a row; what it was. */
  remove(fid: number): StreetKey | undefined {
    const key = this.#keys.get(fid)
    if (!key) return undefined
    this.#keys.delete(fid)
    const text = textOf(key)
    const left = this.#rows.get(text)!
    left.delete(fid)
    if (left.size === 0) {
      this.#rows.delete(text)
      this.#firsts.delete(text)
      this.#districts.get(key.name)?.delete(key.area)
    } else if (this.#firsts.get(text) === fid) this.#firsts.set(text, lowest(left))
    return key
  }

  /** The row with the lowest number. */
  first(key: StreetKey): number | undefined {
    return this.#firsts.get(textOf(key))
  }

  /** Areas of former districts that have rows of a name. */
  districtsOf(name: number): readonly number[] {
    return [...(this.#districts.get(name) ?? [])]
  }
}

function lowest(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const number of numbers) least = Math.min(least, number)
  return least
}

function textOf({ name, area }: StreetKey): string {
  return `${name}@${area}`
}
