/**
 * The addresses of one name in one area, by column in the order of the row number: of millions of addresses hundreds of
 * thousands have a name, and the collector would follow an object of each at every turn.
 */
export class NamedAddresses {
  readonly fids: number[] = []
  /** House numbers as `HouseTexts` knows them, -1 without one. */
  readonly houses: number[] = []
  /** Longitude and latitude of each in turn, not a number where there is no position. */
  readonly #positions: number[] = []

  get size(): number {
    return this.fids.length
  }

  /** Where the address at a place of {@link fids} stands. */
  position(place: number): readonly [lon: number, lat: number] | undefined {
    const lon = this.#positions[place * 2]!
    return Number.isNaN(lon) ? undefined : [lon, this.#positions[place * 2 + 1]!]
  }

  /** Adds an address that is not there; mostly its place is the end. */
  add(fid: number, house: number, lon: number, lat: number): void {
    if (fid > (this.fids.at(-1) ?? -1)) {
      this.fids.push(fid)
      this.houses.push(house)
      this.#positions.push(lon, lat)
      return
    }
    const place = this.#place(fid)
    this.fids.splice(place, 0, fid)
    this.houses.splice(place, 0, house)
    this.#positions.splice(place * 2, 0, lon, lat)
  }

  /** Takes an address away; whether it was there. */
  remove(fid: number): boolean {
    const place = this.#place(fid)
    if (this.fids[place] !== fid) return false
    this.fids.splice(place, 1)
    this.houses.splice(place, 1)
    this.#positions.splice(place * 2, 2)
    return true
  }

  /** The first place whose row is not below `fid`. */
  #place(fid: number): number {
    let low = 0
    let high = this.fids.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.fids[middle]! < fid) low = middle + 1
      else high = middle
    }
    return low
  }
}
