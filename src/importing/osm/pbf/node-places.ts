/** Positions of nodes by their number, 16 bytes each; added first, in any order, then sealed and asked. */
export class NodePlaces {
  #ids = new Float64Array(1 << 16)
  /** Longitude and latitude in turn, in units of 10⁻⁷ degrees. */
  #places = new Int32Array(1 << 17)
  #size = 0
  #sorted = true

  get size(): number {
    return this.#size
  }

  /** `lon` and `lat` in units of 10⁻⁷ degrees. */
  add(id: number, lon: number, lat: number): void {
    if (this.#size === this.#ids.length) this.#grow()
    if (this.#size > 0 && id <= this.#ids[this.#size - 1]!) this.#sorted = false
    this.#ids[this.#size] = id
    this.#places[2 * this.#size] = lon
    this.#places[2 * this.#size + 1] = lat
    this.#size++
  }

  /** Sorts what was added, where that is needed; of several places of a node the last stays. */
  seal(): void {
    if (this.#sorted) return
    const order = new Uint32Array(this.#size).map((_, i) => i)
    order.sort((a, b) => this.#ids[a]! - this.#ids[b]! || a - b)
    const ids = new Float64Array(this.#size)
    const places = new Int32Array(2 * this.#size)
    let size = 0
    for (const at of order) {
      if (size > 0 && ids[size - 1] === this.#ids[at]) size--
      ids[size] = this.#ids[at]!
      places[2 * size] = this.#places[2 * at]!
      places[2 * size + 1] = this.#places[2 * at + 1]!
      size++
    }
    this.#ids = ids
    this.#places = places
    this.#size = size
    this.#sorted = true
  }

  has(id: number): boolean {
    return this.#find(id) >= 0
  }

  /** The place of a node in degrees; undefined where it is unknown. */
  place(id: number): [lon: number, lat: number] | undefined {
    const at = this.#find(id)
    return at < 0 ? undefined : [this.#places[2 * at]! / 1e7, this.#places[2 * at + 1]! / 1e7]
  }

  #find(id: number): number {
    let [low, high] = [0, this.#size - 1]
    while (low <= high) {
      const middle = (low + high) >>> 1
      const there = this.#ids[middle]!
      if (there === id) return middle
      if (there < id) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  #grow(): void {
    const ids = new Float64Array(this.#ids.length * 2)
    ids.set(this.#ids)
    this.#ids = ids
    const places = new Int32Array(this.#places.length * 2)
    places.set(this.#places)
    this.#places = places
  }
}
