import type { AddressRow } from '../../../store/record/rows.ts'
import { fileHamlets } from '../../../store/registry/components/file-hamlets.ts'
import { HamletFinder } from '../../../store/registry/components/hamlet-finder.ts'

type Placed = Pick<AddressRow, 'hamlet' | 'hamlet_uid' | 'commune_code' | 'former_commune_code'>

/** Which hamlets the addresses of a file lie in: the uid is found by their text, and the text is written from it. */
export class HamletRule {
  readonly #finder: HamletFinder

  constructor(db: Parameters<typeof fileHamlets>[0]) {
    this.#finder = new HamletFinder(fileHamlets(db))
  }

  /** Gives a new address its hamlet, where its text leaves one. */
  place(address: Placed, lon: number, lat: number): void {
    const hamlet = this.#finder.find(address, lon, lat)
    if (hamlet === undefined) return
    address.hamlet = hamlet.name
    address.hamlet_uid = hamlet.uid
  }

  /** What a file changes of an address of the record: one that names the same hamlet leaves it as it is. */
  placedChange(
    existing: AddressRow,
    stated: Partial<AddressRow>,
    lon: number,
    lat: number,
  ): Partial<AddressRow> {
    const next = { ...existing, ...stated }
    const sameUnits =
      next.commune_code === existing.commune_code && next.former_commune_code === existing.former_commune_code
    if (sameUnits && this.#sameName(existing.hamlet, next.hamlet))
      return stated.hamlet === undefined ? stated : { ...stated, hamlet: existing.hamlet }
    const placed: Placed = { ...next, hamlet_uid: null }
    this.place(placed, lon, lat)
    // An old name of its hamlet, or what leads to the same, is no change.
    if (sameUnits && placed.hamlet_uid !== null && placed.hamlet_uid === existing.hamlet_uid)
      return { ...stated, hamlet: existing.hamlet }
    return { ...stated, hamlet: placed.hamlet, hamlet_uid: placed.hamlet_uid }
  }

  #sameName(a: string | null, b: string | null): boolean {
    return a === b || (a !== null && b !== null && this.#finder.sameName(a, b))
  }
}
